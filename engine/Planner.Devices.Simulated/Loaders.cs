using Planner.Engine.Boot;
using Planner.Engine.Devices;

namespace Planner.Devices.Simulated;

/// <summary>Which loader a device has: new boot files may have brought another one. The loader of the last layout that finds what it goes by is the one that starts.</summary>
static class Loaders
{
    /// <summary>What the device's loader answers; null when none finds anything, and the failure of the last one where one fails. The device keeps the names that it had.</summary>
    /// <param name="device">The device.</param>
    /// <param name="ask">Asks a boot family, with the board of its layout; null when it finds nothing.</param>
    internal static async ValueTask<(Layout Layout, T Answer)?> FirstAsync<T>(SimulatedDevice device, Func<IBootFamily, Board, ValueTask<T?>> ask)
        where T : class
    {
        var before = device.Layout;
        DeviceException? failure = null;
        foreach (var layout in device.Start.Layouts.Reverse())
        {
            var board = layout.Boards[device.Start.Board.Name];
            if (BootFamilies.Find(board.Family) is not { } family) continue;
            device.Name(layout);
            try
            {
                if (await ask(family, board) is { } answer) return (layout, answer);
            }
            catch (DeviceException e)
            {
                failure = e;
            }
            finally
            {
                device.Name(before);
            }
        }

        return failure is null ? null : throw failure;
    }
}
