using System.Text;
using Planner.Engine.Boot;
using Planner.Engine.Devices;

namespace Planner.Engine.Tests.Execution;

/// <summary>The boot variables of a device, whatever its family.</summary>
/// <param name="device">The device.</param>
sealed class Boots(IDevice device)
{
    internal Boots(Trial trial) : this(trial.Device)
    {
    }

    internal Task<BootVariables> ReadAsync() => BootFamilies.Find(device.Board.Family)!.ReadAsync(device.Board, device.Files, default).AsTask();

    /// <summary>Writes the count where the board keeps it.</summary>
    internal async ValueTask SetCountAsync(string count)
    {
        if (device.Board.Counter!.File is { } file)
        {
            await device.Files.WriteAsync(file, Encoding.ASCII.GetBytes($"bootcount={count}\n\0"), 420, default);
            return;
        }

        var path = device.Board.File!.Value;
        var text = Encoding.ASCII.GetString((await device.Files.ReadAsync(path, default))!);
        await device.Files.OverwriteAsync(path, 0, Encoding.ASCII.GetBytes(text.Replace("bootcount=0", $"bootcount={count}", StringComparison.Ordinal)), default);
    }
}
