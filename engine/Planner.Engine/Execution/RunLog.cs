using System.Text;
using Planner.Engine.Devices;

namespace Planner.Engine.Execution;

/// <summary>The log file of a run, for people who ask what happened. A log that can not be written never fails a run.</summary>
/// <param name="device">The device.</param>
/// <param name="run">The run's id.</param>
/// <param name="secrets">What must not be in it.</param>
sealed class RunLog(IDevice device, string run, Secrets secrets)
{
    readonly PartitionPath path = RunFiles.Log(device.Layout, run);
    readonly StringBuilder pending = new();

    internal void Add(RunEvent happened)
    {
        foreach (var line in EventText.Of(happened)) AddLine(line);
    }

    internal void AddLine(string line) => pending.Append($"{device.Clock.Now:s}Z {secrets.In(line)}\n");

    internal async ValueTask WriteAsync(CancellationToken ct)
    {
        if (pending.Length == 0) return;
        var text = Encoding.UTF8.GetBytes(pending.ToString());
        pending.Clear();
        try
        {
            await device.Files.AppendAsync(path, text, ct);
        }
        catch (DeviceException)
        {
            // The data partition may be the very thing that fails; the journal has what matters.
        }
    }
}
