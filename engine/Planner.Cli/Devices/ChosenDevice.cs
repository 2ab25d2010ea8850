using System.CommandLine;
using Planner.Cli.Commands;
using Planner.Cli.Input;
using Planner.Cli.Output;
using Planner.Cli.Repository;
using Planner.Engine.Devices;

namespace Planner.Cli.Devices;

/// <summary>The options by which a command without a plan is told its device: a device file, or this machine.</summary>
sealed class ChosenDevice
{
    readonly Option<string?> device = Options.Device("A device file: a bench or a snapshot. Left out, this machine.");
    readonly Option<string?> plans = Options.Plans();
    readonly Option<string?> layout = Options.Layout();

    /// <summary>Adds the options to a command.</summary>
    internal void AddTo(Command command)
    {
        command.Add(device);
        command.Add(plans);
        command.Add(layout);
    }

    /// <summary>Opens the device; null, and the exit code, after it was said why it can not be.</summary>
    internal async Task<(IDevice? Device, DeviceInput? Input, int ExitCode)> OpenAsync(ParseResult parsed, Terminal terminal, CancellationToken ct)
    {
        var file = parsed.GetValue(device);
        var library = LibraryPlaces.Of(null, file, parsed.GetValue(plans));
        if (file is not null)
            return DeviceInput.Load(file, library, terminal) is { } input ? (await DeviceOpening.OfAsync(input, library.All, ct), input, ExitCode.Good) : (null, null, ExitCode.Invalid);
        var (found, failure) = MachineLayout.Find(library, parsed.GetValue(layout), terminal);
        return found is null ? (null, null, failure) : (await DeviceOpening.MachineAsync(found.Layout, ct, DeviceSettings.OfOpenRun(terminal)), null, ExitCode.Good);
    }
}
