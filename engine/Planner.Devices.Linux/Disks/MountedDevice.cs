using Planner.Devices.Linux.Native;

namespace Planner.Devices.Linux.Disks;

/// <summary>Who has a device mounted.</summary>
static class MountedDevice
{
    /// <summary>Every mount of the device, this instance's among them.</summary>
    internal static IEnumerable<MountEntry> MountsOf(PartitionDevice device)
    {
        var numbers = NumbersOf(device).ToList();
        return MountTable.ReadWithInit().Where(entry =>
            numbers.Exists(one => one.Number == entry.Device || one.Path == entry.Source)

            // btrfs shows a device number of its own making: its source, a link perhaps, tells.
            || (entry.Device.StartsWith("0:", StringComparison.Ordinal) && entry.Source.StartsWith("/dev/", StringComparison.Ordinal)
                && RealPath.Of(entry.Source) is { } source && numbers.Exists(one => one.Path == source)));
    }

    /// <summary>Where something else has it mounted, or the loop device that something else made of it; null when nobody has.</summary>
    internal static string? ElsewhereOrNull(PartitionDevice device, Func<string, bool> isOwn)
    {
        var entries = MountsOf(device).ToList();
        if (entries.Find(entry => !isOwn(entry.Point)) is { } other) return other.Point;
        if (!device.IsImage) return null;
        var loops = Loops.Of(device.Path).Where(loop => !entries.Exists(entry => entry.Device == loop.Number || entry.Source == loop.Path));
        return loops.Select(loop => loop.Path).FirstOrDefault();
    }

    static IEnumerable<(string Number, string Path)> NumbersOf(PartitionDevice device)
    {
        if (device.IsImage) return Loops.Of(device.Path);
        return BlockDevice.NumberOf(device.Path) is { } number ? [(number, device.Path)] : [];
    }
}
