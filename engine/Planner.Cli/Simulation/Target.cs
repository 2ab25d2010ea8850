using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Cli.Simulation;

/// <summary>The version to simulate an update to, where none is given: the highest one that the snapshot has the plan's image for.</summary>
static class Target
{
    /// <summary>The version, or null when no image of the snapshot is one that the plan would ask for by itself.</summary>
    internal static HostVersion? Highest(Plan plan, DeviceFile device, Layout layout)
    {
        var defaults = plan.Inputs.Values.Where(input => input is { Type: InputType.Image, Default: not null }).Select(input => input.Default!).ToList();
        var offered = device.State!.Images.Keys;
        return offered
            .Select(image => ImageReference.Parse(image)?.Tag?.Replace('_', '+'))
            .Select(tag => tag is not null && HostVersion.TryParse(tag, out var version) ? version : null)
            .OfType<HostVersion>()
            .Where(version => defaults.Any(template => offered.Contains(template.Expand(name => ValueOf(name, version, device, layout)))))
            .Max();
    }

    static string ValueOf(string name, HostVersion version, DeviceFile device, Layout layout) => name switch
    {
        "target.version" => version.ToString(),
        "target.tag" => version.ToString().Replace('+', '_'),
        "device.type" => device.Board,
        "device.arch" => layout.Boards[device.Board].Architecture,
        _ => "",
    };
}
