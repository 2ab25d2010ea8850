using System.Text.Json.Nodes;
using Planner.Engine.Devices;
using Planner.Engine.Disks;

namespace Planner.Engine.Execution;

/// <summary>Takes what a run keeps for itself, its journal, what it stored and its log, and what the device has seen of a repository, to where another layout has them, and makes that layout the one in force. A journal that is left behind says so in its last line: before that line it counts, after it the new one.</summary>
/// <param name="run">The run.</param>
sealed class Moving(Run run)
{
    const int Private = 0b110_000_000;
    const int Readable = 0b110_100_100;
    const int Open = 0b111_101_101;

    readonly IDevice device = run.Device;

    /// <summary>Moves the run; nothing happens where it is there already. Where it fails, the former layout stays in force.</summary>
    internal async ValueTask GoAsync(Layout to, CancellationToken ct)
    {
        var (from, id) = (device.Layout, run.State.Id);
        if (run.State.Layout == to.Id) return;
        var slot = LayoutChange.SlotAfter(from, to, run.State.ActiveSlot) ?? throw Failed($"the slot {run.State.ActiveSlot} of {from.Id} is none of {to.Id}");
        var stored = await StoredPlan.ReadAsync(device, id, ct) ?? throw Failed($"what it stored in {from.Staging} is not there any more");
        var journal = await Journal.ReadAsync(device.Files, from, ct) ?? throw Failed($"its journal {Journal.PathIn(from)} is not there any more");
        var log = await device.Files.StatAsync(RunFiles.Log(from, id), ct) is null ? null : await device.Files.ReadAsync(RunFiles.Log(from, id), ct);
        var seen = await SeenAsync(RunFiles.Repository(from), ct);
        await device.NameAsync(to, ct);
        try
        {
            // What an earlier try has stored stays: the running OS may call it already.
            if (LayoutChange.PathAfter(from, to, from.Staging) != to.Staging && !await StoredPlan.IsWholeAsync(device, id, stored, ct))
            {
                await StoredPlan.StoreAsync(device, id, stored.Under(to.Id), null, ct);
                await new RunSign(device).BeginAsync(id, ct);
            }

            // What is left behind and what begins tell the same; the one that is left counts until its last line says otherwise.
            var entry = new JournalEntry(JournalEntry.LayoutMark, null, new JsonObject { ["layout"] = to.Id, ["slot"] = slot });
            var here = LayoutChange.PathAfter(from, to, Journal.PathIn(from)) is { } path ? journal.Journal.Renamed(to, path, journal.Entries[0]) : null;
            var next = LayoutChange.PathAfter(from, to, Journal.PathIn(from)) == Journal.PathIn(to) ? here! : await Journal.CopyAsync(device.Files, to, journal.Entries, entry, ct);
            if (log is not null && LayoutChange.PathAfter(from, to, from.Logs) != to.Logs) await device.Files.WriteAsync(RunFiles.Log(to, id), log, Private, ct);

            if (LayoutChange.PathAfter(from, to, RunFiles.Repository(from)) != RunFiles.Repository(to)) await KeepAsync(RunFiles.Repository(to), seen, ct);

            // What the running OS calls at its next boot would be lost: it calls what was stored anew, which finds all of the above.
            if (LayoutChange.PathAfter(from, to, from.Staging) is null) await new Arming(device).RearmAsync(slot, id, ct);
            if (here is not null) await here.AppendAsync(entry, ct);
            run.Moved(next, entry);
        }
        catch (Exception e) when (Causes.IsExpected(e) || e is OperationCanceledException)
        {
            await device.NameAsync(from, CancellationToken.None);
            throw;
        }

        DeviceException Failed(string why) => new(DeviceFault.Failed, $"move run {id} to where {to.Id} has it", why);
    }

    /// <summary>What the device has seen of a repository: an older state must not be accepted under another layout either.</summary>
    async ValueTask<IReadOnlyList<(string Name, byte[] Content)>> SeenAsync(PartitionPath folder, CancellationToken ct)
    {
        var seen = new List<(string, byte[])>();
        foreach (var file in await device.Files.ListAsync(folder, ct))
            if (await device.Files.ReadAsync(folder.Below(file.Name), ct) is { } content) seen.Add((file.Name, content));
        return seen;
    }

    async ValueTask KeepAsync(PartitionPath folder, IReadOnlyList<(string Name, byte[] Content)> seen, CancellationToken ct)
    {
        if (seen.Count == 0) return;
        await device.Files.MakeFolderAsync(folder, Open, ct);
        foreach (var (name, content) in seen) await device.Files.WriteAsync(folder.Below(name), content, Readable, ct);
        await device.Files.FlushAllAsync(folder.Partition, ct);
    }

    /// <summary>Frees what a run left where earlier layouts had it; what could not be.</summary>
    internal static async ValueTask<IReadOnlyList<string>> FreeFormerAsync(Run run, CancellationToken ct)
    {
        var left = new List<string>();
        var now = run.Device.Layout;
        foreach (var former in run.Plan.Layouts.TakeWhile(layout => layout.Id != now.Id))
            foreach (var path in new[] { former.Journal, former.Staging, former.Logs }.Select(path => LayoutChange.PathAfter(former, now, path)).OfType<PartitionPath>().Except([now.Journal, now.Staging, now.Logs]))
                if (await new Again(run.Device.Clock).TryAsync(() => DeleteAsync(run.Device.Files, path, ct)) is { } failure) left.Add($"{path} could not be freed: {failure.Message}");
        return left;
    }

    static async ValueTask DeleteAsync(IFiles files, PartitionPath path, CancellationToken ct)
    {
        if (await files.StatAsync(path, ct) is null) return;
        await files.DeleteAsync(path, ct);
        await files.FlushAsync(path.Folder, ct);
    }
}
