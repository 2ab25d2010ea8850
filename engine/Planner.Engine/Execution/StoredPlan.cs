using System.Security.Cryptography;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Engine.Execution;

/// <summary>The plan and layout files that a run keeps in staging, beside the Planner that began it, so that it can be ended whatever becomes of the originals.</summary>
/// <param name="Plan">Bytes of the plan file.</param>
/// <param name="Layouts">Bytes of the layout files, each once; that of the layout in force where they lie comes first.</param>
public sealed record StoredPlan(byte[] Plan, IReadOnlyList<byte[]> Layouts)
{
    /// <summary>What the file of the layout in force is called.</summary>
    public const string LayoutName = "layout.yaml";

    const int Private = 0b110_000_000;

    /// <summary>SHA-256 of the plan file in lower-case hex.</summary>
    internal string PlanDigest => Convert.ToHexStringLower(SHA256.HashData(Plan));

    /// <summary>The same with the file of another layout first.</summary>
    internal StoredPlan Under(string layout)
    {
        var named = Layouts.First(bytes => LayoutReader.Read(LayoutName, bytes, new ReadContext())?.Id == layout);
        return this with { Layouts = [named, .. Layouts.Where(bytes => bytes != named)] };
    }

    /// <summary>Stores it for a run, in the place of whatever earlier runs left; only what a run stored that leads on to this one stays.</summary>
    internal static async ValueTask StoreAsync(IDevice device, string run, StoredPlan stored, string? former, CancellationToken ct)
    {
        await ForgetAsync(device, former is null ? null : device.Layout.Staging.Below(former), ct);
        var folder = device.Layout.Staging.Below(run);
        await device.Files.MakeFolderAsync(folder, 0b111_000_000, ct);
        await device.Files.WriteAsync(PlanIn(folder), stored.Plan, Private, ct);
        for (var index = 0; index < stored.Layouts.Count; index++) await device.Files.WriteAsync(LayoutIn(folder, index), stored.Layouts[index], Private, ct);
        await device.Program.StoreAsync(ProgramOf(device.Layout, run), ct);
        await device.Files.FlushAllAsync(folder.Partition, ct);
    }

    /// <summary>Frees what a run stored that is over, and stops the OS from calling <c>planner resume</c>; what could not be. The stored program goes last: as long as anything calls it, it is there and finishes this.</summary>
    internal static async ValueTask<IReadOnlyList<string>> FreeAsync(IDevice device, string run, bool keepsUndoData, CancellationToken ct)
    {
        var left = await WhatIsNotFreedAsync(device, run, keepsUndoData, ct);
        // Where the program is gone, there is nothing that could be called.
        if (left.Count == 0 || await IsGoneAsync(device, ProgramOf(device.Layout, run), ct)) return left;
        return await new Arming(device).ArmRunningAsync(run, ct) is { } unarmed ? [.. left, Idle(unarmed)] : left;
    }

    static async ValueTask<IReadOnlyList<string>> WhatIsNotFreedAsync(IDevice device, string run, bool keepsUndoData, CancellationToken ct)
    {
        var (again, program) = (new Again(device.Clock), ProgramOf(device.Layout, run));
        if (keepsUndoData && await again.TryAsync(() => new RunSign(device).LeaveAsync(run, ct)) is { } unsaid) return [$"that the run is over could not be written: {unsaid.Message}"];
        if (!keepsUndoData && await again.TryAsync(() => ForgetAsync(device, program, ct)) is { } kept) return [$"what the run stored could not be freed: {kept.Message}"];
        if (await new Arming(device).DisarmAsync(ct) is { Count: > 0 } left) return left;
        return await again.TryAsync(() => keepsUndoData ? device.Files.DeleteAsync(program, ct) : ForgetAsync(device, null, ct)) is { } stays ? [$"the stored program could not be freed: {stays.Message}"] : [];
    }

    /// <summary>Frees what was stored for a run that could not begin, before the OS was armed for it; what could not be. The next boot frees the rest, as far as the OS can still be armed for that.</summary>
    internal static async ValueTask<IReadOnlyList<string>> FreeUnarmedAsync(IDevice device, string run, CancellationToken ct)
    {
        var (again, program) = (new Again(device.Clock), ProgramOf(device.Layout, run));
        if (await again.TryAsync(() => ForgetAsync(device, ct)) is not { } kept) return [];
        var unstored = await again.TryAsync(async () =>
        {
            await device.Program.StoreAsync(program, ct);
            await device.Files.FlushAllAsync(program.Partition, ct);
        });
        unstored ??= await new Arming(device).ArmRunningAsync(run, ct);
        var left = $"what was stored for it could not be freed: {kept.Message}";
        return unstored is null ? [left] : [left, Idle(unstored)];
    }

    /// <summary>What is neither freed nor called at the next boot.</summary>
    static string Idle(Exception unarmed) => $"what is left lies idle until the next run or 'planner resume' frees it, because no boot can be made to do so: {unarmed.Message}";

    /// <summary>Whether something is gone for certain.</summary>
    static async ValueTask<bool> IsGoneAsync(IDevice device, PartitionPath path, CancellationToken ct)
    {
        var isGone = false;
        await new Again(device.Clock).TryAsync(async () => isGone = await device.Files.StatAsync(path, ct) is null);
        return isGone;
    }

    /// <summary>Frees what a run stored that has led on to another one.</summary>
    internal static async ValueTask ForgetRunAsync(IDevice device, string run, CancellationToken ct)
    {
        await device.Files.DeleteAsync(device.Layout.Staging.Below(run), ct);
        await device.Files.FlushAsync(device.Layout.Staging, ct);
    }

    /// <summary>Frees everything that runs kept in staging, those included that were cut before they had a journal. Only for when no run is open.</summary>
    internal static ValueTask ForgetAsync(IDevice device, CancellationToken ct) => ForgetAsync(device, null, ct);

    static async ValueTask ForgetAsync(IDevice device, PartitionPath? stays, CancellationToken ct)
    {
        if (await ForgetBelowAsync(device, device.Layout.Staging, stays, ct)) await device.Files.FlushAllAsync(device.Layout.Staging.Partition, ct);
    }

    /// <summary>Frees a folder but for the logs and what is to stay; whether anything was there.</summary>
    static async ValueTask<bool> ForgetBelowAsync(IDevice device, PartitionPath folder, PartitionPath? stays, CancellationToken ct)
    {
        var (entries, left) = (await device.Files.ListAsync(folder, ct), 0);
        foreach (var path in entries.Select(entry => folder.Below(entry.Name)))
        {
            if (path == stays || IsAtOrBelow(device.Layout.Logs, path)) left++;
            else if (stays is { } kept && IsAtOrBelow(kept, path))
            {
                await ForgetBelowAsync(device, path, stays, ct);
                left++;
            }
            else await device.Files.DeleteAsync(path, ct);
        }

        if (left == 0 && (entries.Count > 0 || await device.Files.StatAsync(folder, ct) is not null)) await device.Files.DeleteAsync(folder, ct);
        return entries.Count > 0;
    }

    static bool IsAtOrBelow(PartitionPath path, PartitionPath folder) => path.Partition == folder.Partition && TreeSelection.IsAtOrBelow(path.Path, folder.Path);

    /// <summary>Reads what a run stored; null when it is not there, or not any more.</summary>
    public static async ValueTask<StoredPlan?> ReadAsync(IDevice device, string run, CancellationToken ct)
    {
        var folder = device.Layout.Staging.Below(run);
        if (await device.Files.ReadAsync(PlanIn(folder), ct) is not { } plan) return null;
        var layouts = new List<byte[]>();
        while (await device.Files.ReadAsync(LayoutIn(folder, layouts.Count), ct) is { } layout) layouts.Add(layout);
        return layouts.Count > 0 ? new StoredPlan(plan, layouts) : null;
    }

    /// <summary>Whether all that a run stores is there, the Planner that works here included.</summary>
    internal static async ValueTask<bool> IsWholeAsync(IDevice device, string run, StoredPlan stored, CancellationToken ct) =>
        await ReadAsync(device, run, ct) is { } there && there.Plan.SequenceEqual(stored.Plan) && there.Layouts.Count == stored.Layouts.Count
        && await new RunSign(device).IsBegunAsync(run, ct)
        && await device.Files.DigestAsync(ProgramOf(device.Layout, run), ct) == (await device.Program.LookAsync(ct)).Digest;

    /// <summary>Where a run keeps the Planner that began it.</summary>
    public static PartitionPath ProgramOf(Layout layout, string run) => layout.Staging.Below(run).Below("planner");

    static PartitionPath PlanIn(PartitionPath folder) => folder.Below("plan.yaml");

    static PartitionPath LayoutIn(PartitionPath folder, int index) => folder.Below(index == 0 ? LayoutName : $"layout-{index}.yaml");
}
