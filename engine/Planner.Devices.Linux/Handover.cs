using System.Security.Cryptography;
using Planner.Devices.Linux.Disks;
using Planner.Devices.Linux.Files;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux;

/// <summary>Hands this process over to another Planner: the one that began a run ends it.</summary>
public static class Handover
{
    /// <summary>Goes on as a stored program, with the same arguments. It is copied into memory first, and it is that copy whose digest is checked and that is executed: the device is closed by then. Comes back only when it can not be done; then with the reason, and the device still open.</summary>
    /// <param name="device">The device.</param>
    /// <param name="program">Where the program is stored.</param>
    /// <param name="digest">What it must be: SHA-256 in lower-case hex.</param>
    /// <param name="ct">Ends the copy.</param>
    public static async Task<string> ToAsync(LinuxDevice device, PartitionPath program, string digest, CancellationToken ct)
    {
        var tried = $"hand over to {program}";
        using var copy = Libc.MakeMemoryFile("planner", 0);
        if (copy.IsInvalid) return Errno.Failure(tried).Message;
        try
        {
            var found = await device.Mounts.UseAsync(program.Partition, toWrite: false, mount => Copy(mount, program, copy, tried, ct), ct).ConfigureAwait(false);
            if (found != digest) return $"{tried}: {(found is null ? "it is not there" : "it is not the Planner that began the run")}";
        }
        catch (DeviceException e)
        {
            return e.Message;
        }

        await device.DisposeAsync().ConfigureAwait(false);
        throw Execute(copy.DangerousGetHandle(), tried);
    }

    static string? Copy(Mount mount, PartitionPath path, Microsoft.Win32.SafeHandles.SafeFileHandle copy, string tried, CancellationToken ct)
    {
        using var place = Walk.Find(mount, path, tried);
        if (place?.Look(tried) is null) return null;
        using var file = place.OpenFile(0, tried);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Content.ReadAll(file, tried, piece =>
        {
            hash.AppendData(piece);
            Content.Write(copy, piece, tried);
        }, ct);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    static unsafe DeviceException Execute(nint copy, string tried)
    {
        using var arguments = new NativeStrings(ProcessStrings.Arguments);
        using var environment = new NativeStrings(ProcessStrings.Environment);
        _ = Libc.Execute($"/proc/self/fd/{copy}", arguments.Pointer, environment.Pointer);
        return Errno.Failure(tried);
    }
}
