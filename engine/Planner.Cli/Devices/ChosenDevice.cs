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
    readonly Option<string?> device;
    readonly Option<string?> plans = Options.Plans();
    readonly Option<string?> layout = Options.Layout();

    /// <summary>The options.</summary>
    /// <param name="what">What a device file may be here.</param>
    internal ChosenDevice(string what = "A device file: a bench or a snapshot. Left out, this machine.") => device = Options.Device(what);

    /// <summary>Adds the options to a command.</summary>
    internal void AddTo(Command command)
    {
        command.Add(device);
        command.Add(plans);
        command.Add(layout);
    }

    /// <summary>Finds it; null after every problem was said.</summary>
    internal DevicePlace? Find(ParseResult parsed, Terminal terminal)
    {
        var file = parsed.GetValue(device);
        var library = LibraryPlaces.Of(null, file, parsed.GetValue(plans));
        var input = file is null ? null : DeviceInput.Load(file, library, terminal);
        return file is not null && input is null ? null : new DevicePlace(input, library, parsed.GetValue(layout));
    }

    /// <summary>Opens the device; null, and the exit code, after it was said why it can not be.</summary>
    internal async Task<(IDevice? Device, DeviceInput? Input, int ExitCode)> OpenAsync(ParseResult parsed, Terminal terminal, CancellationToken ct)
    {
        if (Find(parsed, terminal) is not { } place) return (null, null, ExitCode.Invalid);
        var (opened, failure) = await place.OpenAsync(place.Input is null ? DeviceSettings.OfOpenRun(terminal).Network : null, terminal, ct);
        return (opened, place.Input, failure);
    }
}
