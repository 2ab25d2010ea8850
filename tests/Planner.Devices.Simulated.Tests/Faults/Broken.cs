using System.Text;
using Planner.Devices.Contract;
using Planner.Devices.Simulated.Faults;
using Planner.Devices.Simulated.Tests.Contract;
using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;

namespace Planner.Devices.Simulated.Tests.Faults;

/// <summary>A contract device on which something goes wrong, in few words.</summary>
static class Broken
{
    public static SimulatedDevice Begin(string board = ContractLayout.UBoot, Func<Board, Board>? change = null)
    {
        var layout = ContractLayout.Layout;
        if (change is not null) layout = layout with { Boards = new Dictionary<string, Board> { [board] = change(layout.Boards[board]) } };
        return SimulatedStart.Of(ContractDevice.File(board), layout).Begin();
    }

    public static Fault Next(this SimulatedDevice device, FaultKind kind, int variant = 0, bool persists = false) => new(device.Point, kind) { Variant = variant, Persists = persists };

    /// <summary>Lets a fault strike at the next call.</summary>
    public static void Breaks(this SimulatedDevice device, FaultKind kind, int variant = 0, bool persists = false) => device.Faults = [device.Next(kind, variant, persists)];

    public static PartitionPath At(string text) => PartitionPath.TryParse(text, out var path) ? path : throw new ArgumentException(text);

    public static async Task WriteAsync(this IDevice device, string path, string text) => await device.Files.WriteAsync(At(path), Encoding.UTF8.GetBytes(text), 0b110_100_100, default);

    /// <summary>Text of a file in a world, or null when it is not there.</summary>
    public static string? TextOf(this DeviceWorld world, string path)
    {
        var at = At(path);
        return TreeEdits.Find(world[at.Partition]!.Root, at.Path) is { Content: { } content } ? Encoding.UTF8.GetString(content.ToArray()) : null;
    }

    public static void Vfat(this SimulatedDevice device) => device.World = device.World.With(device.World["boot"]! with { Type = "vfat" });
}
