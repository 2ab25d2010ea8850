using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Disks;

/// <summary>What blkid(8) reads from a device itself, never from its cache.</summary>
/// <param name="Type">File system, or null when there is none that it knows.</param>
/// <param name="Label">Label, or null.</param>
/// <param name="Uuid">UUID, or null.</param>
/// <param name="PartitionUuid">Identity of the partition in its table, or null.</param>
sealed record FileSystemProbe(string? Type, string? Label, string? Uuid, string? PartitionUuid)
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>Reads a device or an image file.</summary>
    internal static async Task<FileSystemProbe> OfAsync(string path, CancellationToken ct)
    {
        var tried = $"look what {path} holds";
        var result = await Programs.AskAsync(tried, "blkid", ["-p", "-o", "export", path], Timeout, ct).ConfigureAwait(false);

        // 2: nothing that it knows. 8: traces of several, which is as good as none.
        if (result.ExitCode is not (0 or 2 or 8)) throw new DeviceException(DeviceFault.Failed, tried, $"blkid ended with {result.ExitCode}: {result.LastLines}");
        string? Value(string key) => result.Output.Split('\n').FirstOrDefault(line => line.StartsWith(key + "=", StringComparison.Ordinal))?[(key.Length + 1)..];
        return new FileSystemProbe(Value("TYPE"), Unescape(Value("LABEL")), Value("UUID"), Value("PART_ENTRY_UUID"));
    }

    // The export form writes a backslash before what a shell would read.
    static string? Unescape(string? value) => value?.Replace("\\", "", StringComparison.Ordinal);
}
