namespace Planner.Engine.Devices;

/// <summary>A file on a partition, written <c>boot:/config.json</c>. In a plan the partition may be a role (<c>active</c>, <c>spare</c>); a port is only ever given the layout's partition names.</summary>
/// <param name="Partition">The partition's name in the layout, or a role.</param>
/// <param name="Path">Absolute, normalised, <c>/</c> for the root; never holds <c>..</c>, <c>.</c> or an empty part.</param>
public readonly record struct PartitionPath(string Partition, string Path)
{
    /// <summary>The last part of the path; empty for the root.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>The folder that holds this path; the root is its own.</summary>
    public PartitionPath Folder => this with { Path = Path.LastIndexOf('/') is > 0 and var cut ? Path[..cut] : "/" };

    /// <summary>The root of a partition.</summary>
    public static PartitionPath Root(string partition) => new(partition, "/");

    /// <summary>A path below this one. <paramref name="relative"/> may start with a slash.</summary>
    public PartitionPath Below(string relative)
    {
        var trimmed = relative.Trim('/');
        return trimmed.Length == 0 ? this : this with { Path = Path == "/" ? $"/{trimmed}" : $"{Path}/{trimmed}" };
    }

    /// <summary>Reads <c>partition:/path</c>; false when it is not one, or when the path is not absolute and normalised.</summary>
    public static bool TryParse(string text, out PartitionPath path)
    {
        path = default;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon + 1 >= text.Length || text[colon + 1] != '/') return false;
        var rest = text[(colon + 1)..];
        if (rest.Length > 1 && rest.EndsWith('/')) rest = rest[..^1];
        if (rest != "/" && rest[1..].Split('/').Any(part => part is "" or "." or "..")) return false;
        path = new PartitionPath(text[..colon], rest);
        return true;
    }

    /// <summary><c>partition:/path</c>.</summary>
    public override string ToString() => $"{Partition}:{Path}";
}
