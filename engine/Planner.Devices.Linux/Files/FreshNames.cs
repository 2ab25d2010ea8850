using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Files;

/// <summary>Names that were made here and whose folders have not been flushed since: flushing a new file alone does not make its name durable.</summary>
sealed class FreshNames
{
    readonly HashSet<PartitionPath> names = [];

    /// <summary>A name was made.</summary>
    internal void Add(PartitionPath path)
    {
        lock (names) names.Add(path);
    }

    /// <summary>The folders, from the inside out, that must be flushed for a path to be found again after a power cut.</summary>
    internal IReadOnlyList<PartitionPath> FoldersToFlush(PartitionPath path)
    {
        var folders = new List<PartitionPath>();
        lock (names)
            for (var at = path; at.Path != "/" && names.Contains(at); at = at.Folder) folders.Add(at.Folder);
        return folders;
    }

    /// <summary>A folder's names are durable.</summary>
    internal void Flushed(PartitionPath folder)
    {
        lock (names) names.RemoveWhere(path => path.Folder == folder);
    }

    /// <summary>All names of a partition are durable, or gone.</summary>
    internal void FlushedAll(string partition)
    {
        lock (names) names.RemoveWhere(path => path.Partition == partition);
    }
}
