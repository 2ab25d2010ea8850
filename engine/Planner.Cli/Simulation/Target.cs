using Planner.Engine.Devices;
using Planner.Engine.Language;

namespace Planner.Cli.Simulation;

/// <summary>The version to simulate an update to, where none is given: the highest one that the snapshot has the plan's image for.</summary>
static class Target
{
    // No image reference holds it, so it marks where the version stands.
    const char Place = '\0';

    /// <summary>The version, or null when no image of the snapshot is one that the plan would ask for by itself.</summary>
    internal static HostVersion? Highest(Plan plan, DeviceFile device, Layout layout) => plan.Inputs.Values
        .Where(input => input is { Type: InputType.Image, Default: not null })
        .Select(input => input.Default!.Expand(name => ValueOf(name, device, layout)).Split(Place))
        .SelectMany(around => device.State!.Images.Keys.Select(image => VersionIn(image, around)))
        .OfType<HostVersion>()
        .Max();

    static HostVersion? VersionIn(string image, string[] around)
    {
        if (around is not [var before, var after] || image.Length < before.Length + after.Length) return null;
        if (!image.StartsWith(before, StringComparison.Ordinal) || !image.EndsWith(after, StringComparison.Ordinal)) return null;
        return HostVersion.TryParse(image[before.Length..^after.Length].Replace('_', '+'), out var version) ? version : null;
    }

    static string ValueOf(string name, DeviceFile device, Layout layout) => name switch
    {
        "target.version" or "target.tag" => $"{Place}",
        "device.type" => device.Board,
        "device.arch" => layout.Boards[device.Board].Architecture,
        _ => "",
    };
}
