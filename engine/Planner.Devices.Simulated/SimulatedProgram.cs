using System.Security.Cryptography;
using System.Text;
using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

/// <summary>A Planner of which nothing is known but its version: what is stored of it has its size and digest.</summary>
sealed class SimulatedProgram(SimulatedDevice device) : IProgram
{
    // As large as the real one may be.
    const long Size = 20_000_000;

    static readonly string Digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("the simulated Planner")));

    /// <summary>Whether a file is all of it.</summary>
    internal static bool IsWhole(TreeNode file) => file.Size == Size && file.Digest == Digest;

    public ValueTask<ProgramFile> LookAsync(CancellationToken ct)
    {
        device.Note("program.look", EffectKind.Reads, ResourceKind.System, "", "", device.Times.Reading(Size), ct);
        return new(new ProgramFile(Digest, Size));
    }

    public ValueTask StoreAsync(PartitionPath path, CancellationToken ct)
    {
        var tried = $"write {path}";
        var partition = device.Mounted(path.Partition, tried);
        device.Note("program.store", EffectKind.Changes, ResourceKind.Partition, path.Partition, path.Path, device.Times.Writing(Size), ct, Size);
        var file = new TreeNode(new TreeEntry { Path = path.Path, Type = EntryType.File, Mode = 0b111_000_000, Size = Size, Digest = Digest, ModifiedAt = device.Now });
        var root = TreeEdits.Put(partition.Root, path.Path, partition.FormOf(file));
        if (!partition.Fits(root)) throw new DeviceException(DeviceFault.NoSpace, tried, "no space left on the partition");
        device.Put(partition with { Root = root });
        return default;
    }
}
