using System.Security.Cryptography;
using System.Text;
using Planner.Devices.Linux.Disks;
using Planner.Devices.Linux.Files;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux;

/// <summary>The running program: its one file, or, where it is a build for developers that needs files beside it, a script that starts it where it is.</summary>
/// <param name="mounts">Where it is stored.</param>
public sealed class LinuxProgram(Mounts mounts) : IProgram
{
    const string Self = "/proc/self/exe";
    const uint OwnerExecutes = 0b111_000_000;

    /// <inheritdoc/>
    public async ValueTask<ProgramFile> LookAsync(CancellationToken ct)
    {
        await using var program = Open();
        return new ProgramFile(Convert.ToHexStringLower(await SHA256.HashDataAsync(program, ct).ConfigureAwait(false)), program.Length);
    }

    /// <inheritdoc/>
    public async ValueTask StoreAsync(PartitionPath path, CancellationToken ct) => await mounts.UseAsync(path.Partition, toWrite: true, mount =>
    {
        var tried = $"write {path}";
        using var program = Open();
        using var place = Walk.Make(mount, path, tried, _ => { });
        using var file = place.OpenFile(OpenFlags.Write | OpenFlags.Truncate | OpenFlags.Create, tried, OwnerExecutes);
        var piece = new byte[128 * 1024];
        while (program.Read(piece) is > 0 and var length) Content.Write(file, piece.AsSpan(0, length), tried);
        if (place.HasOwners && Libc.ChangeMode(file, OwnerExecutes) != 0) throw Errno.Failure(tried);
    }, ct).ConfigureAwait(false);

    static Stream Open() => File.Exists($"{Environment.ProcessPath}.dll")
        ? new MemoryStream(Encoding.UTF8.GetBytes($"#!/bin/sh\nexec '{Environment.ProcessPath?.Replace("'", "'\\''", StringComparison.Ordinal)}' \"$@\"\n"))
        : new FileStream(Self, FileMode.Open, FileAccess.Read);
}
