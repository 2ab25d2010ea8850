using Planner.Devices.Simulated.Tree;

namespace Planner.Devices.Simulated.Faults;

/// <summary>A write after which the disk holds something else, without a word: only who reads it back finds out.</summary>
static class WrongWrite
{
    static readonly string Other = new('f', 64);

    /// <summary>The world after a call, with the last file that it wrote spoilt: its size and everything else about it are right.</summary>
    /// <param name="before">When the call began.</param>
    /// <param name="after">When it has ended.</param>
    internal static DeviceWorld Of(DeviceWorld before, DeviceWorld after)
    {
        foreach (var whole in after.Partitions)
        {
            if (before[whole.Name] is not { } former || ReferenceEquals(former.Root, whole.Root)) continue;
            if (TreeChanges.Between(former.Root, whole.Root, whole.Type != "vfat").FindLast(change => change.WritesContent) is not { } written) continue;
            var root = written.On(whole.Root, Spoilt(written.After!));
            return after.With(whole with { Root = root, Durable = ReferenceEquals(whole.Root, whole.Durable) ? root : whole.Durable });
        }

        return after;
    }

    static TreeNode Spoilt(TreeNode file)
    {
        if (file.Content is not { } content) return file.With(file.Look with { Digest = Other, Md5 = null });
        var bytes = content.ToArray();
        bytes[0] ^= 1;
        return file.With(FileContent.Of(bytes), file.Look.ModifiedAt);
    }
}
