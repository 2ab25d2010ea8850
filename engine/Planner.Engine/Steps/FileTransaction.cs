using System.Text.Json.Nodes;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Images;

namespace Planner.Engine.Steps;

/// <summary>Replaces files so that all of them can be put back: what was there is saved in staging and noted before the first change; each file is written beside, flushed and renamed into its place.</summary>
/// <param name="context">The step's context.</param>
sealed class FileTransaction(StepContext context)
{
    const string FilesKey = "files";
    const string BesideSuffix = ".planner-new";

    readonly IFiles files = context.Device.Files;

    /// <summary>Saves what is at these paths now. Only the first call of a step saves: what is there later is the step's own work.</summary>
    internal ValueTask BeginAsync(IReadOnlyList<PartitionPath> paths, CancellationToken ct) => BeginAsync(paths, [], ct);

    /// <inheritdoc cref="BeginAsync(IReadOnlyList{PartitionPath}, CancellationToken)"/>
    /// <param name="paths">Files that may be replaced or made.</param>
    /// <param name="more">What the step keeps beside them.</param>
    /// <param name="ct">Ends the call.</param>
    internal async ValueTask BeginAsync(IReadOnlyList<PartitionPath> paths, JsonObject more, CancellationToken ct)
    {
        if (context.Kept is not null) return;
        var noted = new JsonArray();
        for (var i = 0; i < paths.Count; i++)
        {
            var there = await files.StatAsync(paths[i], ct);
            if (there is not null) await files.CopyAsync(paths[i], Saved(i), ct);
            noted.Add((JsonNode)new JsonObject
            {
                ["path"] = paths[i].ToString(),
                ["existed"] = there is not null,
                ["digest"] = there is null ? null : await files.DigestAsync(Saved(i), ct),
                ["folder"] = there is null ? await FirstMissingFolderAsync(paths[i], ct) : null,
            });
        }

        await files.FlushAllAsync(context.Staging.Partition, ct);
        more[FilesKey] = noted;
        await context.KeepAsync(more, ct);
    }

    /// <summary>What a small file held when it was saved, or what it holds now where nothing has been saved yet; null when it was not there.</summary>
    internal async ValueTask<byte[]?> FormerAsync(PartitionPath path, CancellationToken ct)
    {
        var at = NumberOf(path);
        if (at < 0) return await files.ReadAsync(path, ct);
        return Adds(path) ? null : await files.ReadAsync(Saved(at), ct);
    }

    /// <summary>Whether a file is the step's own: it was not there when the step began.</summary>
    internal bool Adds(PartitionPath path) => NumberOf(path) is >= 0 and var at && !context.Kept![FilesKey]![at]!["existed"]!.GetValue<bool>();

    /// <summary>Whether a path is one of those that were saved, or were not there then.</summary>
    internal bool Saves(PartitionPath path) => NumberOf(path) >= 0;

    /// <summary>Puts new content into its place.</summary>
    internal async ValueTask ReplaceAsync(PartitionPath path, ReadOnlyMemory<byte> content, int mode, CancellationToken ct)
    {
        await files.WriteAsync(Beside(path), content, mode, ct);
        await PlaceAsync(path, EntryType.File, ct);
    }

    /// <summary>Puts a symbolic link into its place.</summary>
    internal async ValueTask ReplaceAsync(PartitionPath path, string target, CancellationToken ct)
    {
        await files.LinkAsync(Beside(path), target, ct);
        await PlaceAsync(path, EntryType.Link, ct);
    }

    /// <summary>Puts a copy of a file into its place.</summary>
    internal async ValueTask ReplaceAsync(PartitionPath path, PartitionPath source, CancellationToken ct)
    {
        await files.CopyAsync(source, Beside(path), ct);
        await PlaceAsync(path, (await files.StatAsync(Beside(path), ct))?.Type, ct);
    }

    /// <summary>Puts a file into its place that is made beside it, durable when it is made; one that was begun is there again.</summary>
    internal async ValueTask ReplaceAsync(PartitionPath path, Func<PartitionPath, ValueTask> make, CancellationToken ct)
    {
        await make(Beside(path));
        await PlaceAsync(path, EntryType.File, ct);
    }

    /// <summary>Puts back everything that was saved; goes on past what fails.</summary>
    internal async ValueTask RestoreAsync(CancellationToken ct)
    {
        if (context.Kept?[FilesKey] is not JsonArray noted) return;
        var attempts = new Attempts("put files back");
        for (var i = noted.Count - 1; i >= 0; i--)
        {
            var (file, saved) = (noted[i]!.AsObject(), Saved(i));
            await attempts.TryAsync(() => RestoreAsync(file, saved, ct));
        }

        // What was taken away beside a file that is as it was, too: also by a try of before, whose flush may be what failed.
        foreach (var partition in PartitionsOf(noted)) await attempts.TryAsync(() => files.FlushAllAsync(partition, ct));
        attempts.End();
    }

    /// <summary>Takes away what a cut left beside files that are in their places: on vfat a rename that is half done leaves both names.</summary>
    internal async ValueTask TidyAsync(CancellationToken ct)
    {
        foreach (var noted in context.Kept?[FilesKey] as JsonArray ?? [])
        {
            if (!PartitionPath.TryParse(noted!["path"]!.GetValue<string>(), out var path) || await files.StatAsync(Beside(path), ct) is null) continue;
            await files.DeleteAsync(Beside(path), ct);
            await files.FlushAsync(path.Folder, ct);
        }
    }

    async ValueTask RestoreAsync(JsonObject noted, PartitionPath saved, CancellationToken ct)
    {
        if (!PartitionPath.TryParse(noted["path"]!.GetValue<string>(), out var path)) throw new DeviceException(DeviceFault.Failed, "put files back", $"'{noted["path"]}' in the journal is no path");
        if (await files.StatAsync(Beside(path), ct) is not null) await files.DeleteAsync(Beside(path), ct);
        if (noted["existed"]!.GetValue<bool>())
        {
            if (await files.DigestAsync(saved, ct) != noted["digest"]?.GetValue<string>()) throw new DeviceException(DeviceFault.NotAuthentic, $"put {path} back", $"the copy of it in {saved} is not what was saved");
            if (!await IsSameAsync(path, saved, ct)) await ReplaceAsync(path, saved, ct);
        }
        else
        {
            var added = noted["folder"]?.GetValue<string>() is { } made ? path with { Path = made } : path;
            if (await files.StatAsync(added, ct) is not null) await files.DeleteAsync(added, ct);
        }
    }

    /// <summary>Whether a file is as it was saved: the same bytes with another mode or owner are not.</summary>
    async ValueTask<bool> IsSameAsync(PartitionPath path, PartitionPath saved, CancellationToken ct) =>
        await files.StatAsync(path, ct) is { } now && await files.StatAsync(saved, ct) is { } former
        && !former.DifferencesTo(now with { SameAs = former.SameAs }).Any()
        && await files.DigestAsync(path, ct) == await files.DigestAsync(saved, ct);

    async ValueTask PlaceAsync(PartitionPath path, EntryType? type, CancellationToken ct)
    {
        // A link has no content of its own to flush.
        if (type == EntryType.File) await files.FlushAsync(Beside(path), ct);
        await files.RenameAsync(Beside(path), path, ct);
        await files.FlushAsync(path.Folder, ct);
    }

    /// <summary>The topmost folder above a path that is not there yet, or null.</summary>
    async ValueTask<string?> FirstMissingFolderAsync(PartitionPath path, CancellationToken ct)
    {
        string? missing = null;
        for (var folder = path.Folder; folder.Path != "/" && await files.StatAsync(folder, ct) is null; folder = folder.Folder) missing = folder.Path;
        return missing;
    }

    static IEnumerable<string> PartitionsOf(JsonArray noted) =>
        noted.Select(file => PartitionPath.TryParse(file!["path"]!.GetValue<string>(), out var path) ? path.Partition : null).OfType<string>().Distinct();

    int NumberOf(PartitionPath path) =>
        (context.Kept?[FilesKey] as JsonArray)?.ToList().FindIndex(file => file!["path"]!.GetValue<string>() == path.ToString()) ?? -1;

    PartitionPath Saved(int number) => context.Staging.Below($"former/{number}");

    static PartitionPath Beside(PartitionPath path) => path with { Path = path.Path + BesideSuffix };
}
