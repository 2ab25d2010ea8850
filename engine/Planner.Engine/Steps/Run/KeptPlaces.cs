using System.Text.Json.Nodes;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Images;

namespace Planner.Engine.Steps;

/// <summary>Files and folders that a program is going to change: all of them are saved before, and put back as they were. What names the slot to boot is left out: that is put back by a switch, in one write.</summary>
/// <param name="context">The step's context.</param>
/// <param name="places">The files and folders, with roles bound.</param>
sealed class KeptPlaces(StepContext context, IReadOnlyList<PartitionPath> places)
{
    const string FoldersKey = "folders";
    const long Block = 4096;

    readonly IFiles files = context.Device.Files;
    readonly FileTransaction transaction = new(context);

    /// <summary>Bytes that their copies take.</summary>
    internal async ValueTask<long> SizeAsync(CancellationToken ct)
    {
        var bytes = 0L;
        foreach (var place in places)
        {
            if (await files.StatAsync(place, ct) is not { } found) continue;
            bytes += found.Type == EntryType.Folder ? (await files.ReadTreeAsync(place, ct)).Entries.Sum(entry => OnDisk(entry.Size)) : OnDisk(found.Size);
        }

        return bytes;
    }

    /// <summary>Saves them. Only the first call of a step saves: what is there later is the program's work.</summary>
    internal async ValueTask SaveAsync(CancellationToken ct)
    {
        if (context.Kept is not null) return;
        var (paths, folders) = (new List<PartitionPath>(), new JsonArray());
        foreach (var place in places)
        {
            if (await files.StatAsync(place, ct) is not { Type: EntryType.Folder })
            {
                paths.Add(place);
                continue;
            }

            folders.Add((JsonNode)place.ToString());
            foreach (var entry in (await files.ReadTreeAsync(place, ct)).Entries)
            {
                var path = place.Below(entry.Path);
                if (entry.Type == EntryType.Folder) folders.Add((JsonNode)path.ToString());
                else if (!IsVariables(path)) paths.Add(path);
            }
        }

        await transaction.BeginAsync(paths, new JsonObject { [FoldersKey] = folders }, ct);
    }

    /// <summary>Puts them back; goes on past what fails. New names go first, because what they take may be needed.</summary>
    internal async ValueTask RestoreAsync(CancellationToken ct)
    {
        var attempts = new Attempts("put files back");
        foreach (var place in places)
            if (Folders.Contains(place.ToString())) await attempts.TryAsync(() => RemoveNewAsync(place, ct));
        await attempts.TryAsync(() => transaction.RestoreAsync(ct));
        attempts.End();
    }

    /// <summary>Takes away what a cut left beside files.</summary>
    internal ValueTask TidyAsync(CancellationToken ct) => transaction.TidyAsync(ct);

    HashSet<string> Folders => context.Kept?[FoldersKey] is JsonArray noted ? [.. noted.Select(folder => folder!.GetValue<string>())] : [];

    async ValueTask RemoveNewAsync(PartitionPath place, CancellationToken ct)
    {
        var (folders, isAny) = (Folders, false);
        foreach (var entry in (await files.ReadTreeAsync(place, ct)).Entries)
        {
            var path = place.Below(entry.Path);
            if (folders.Contains(path.ToString()) || transaction.Saves(path) || IsVariables(path) || await files.StatAsync(path, ct) is null) continue;
            await files.DeleteAsync(path, ct);
            isAny = true;
        }

        if (isAny) await files.FlushAllAsync(place.Partition, ct);
    }

    bool IsVariables(PartitionPath path) => path == context.Device.Board.File || path == context.Device.Board.Counter?.File;

    static long OnDisk(long size) => (size + Block) / Block * Block;
}
