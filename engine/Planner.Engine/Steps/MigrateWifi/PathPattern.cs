using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Engine.Steps;

/// <summary>A path in which <c>*</c> stands for the name of any folder.</summary>
static class PathPattern
{
    const string Any = "*";

    /// <summary>The files that it names, in the order of their paths.</summary>
    internal static async ValueTask<IReadOnlyList<PartitionPath>> FindAsync(IFiles files, PartitionPath pattern, CancellationToken ct)
    {
        var parts = pattern.Path[1..].Split('/');
        IReadOnlyList<PartitionPath> found = [PartitionPath.Root(pattern.Partition)];
        foreach (var part in parts[..^1])
        {
            if (part != Any)
            {
                found = [.. found.Select(folder => folder.Below(part))];
                continue;
            }

            var below = new List<PartitionPath>();
            foreach (var folder in found)
                below.AddRange((await files.ListAsync(folder, ct)).Where(entry => entry.Type == EntryType.Folder).Select(entry => folder.Below(entry.Path)));
            found = below;
        }

        var there = new List<PartitionPath>();
        foreach (var path in found.Select(folder => folder.Below(parts[^1])))
            if (await files.StatAsync(path, ct) is { Type: EntryType.File }) there.Add(path);
        return there;
    }

    /// <summary>The folder that everything lies in which it names.</summary>
    internal static PartitionPath Top(PartitionPath pattern)
    {
        var parts = pattern.Path[1..].Split('/').TakeWhile(part => part != Any);
        return PartitionPath.Root(pattern.Partition).Below(string.Join('/', parts));
    }
}
