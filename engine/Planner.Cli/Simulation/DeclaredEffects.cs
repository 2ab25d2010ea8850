using Planner.Devices.Simulated;
using Planner.Engine.Devices;
using Planner.Engine.Language;
using Planner.Engine.Steps;

namespace Planner.Cli.Simulation;

/// <summary>Holds the steps of a simulated run to what they declare: promise P6.</summary>
/// <param name="plan">The plan.</param>
/// <param name="layout">The device's layout.</param>
/// <param name="board">Its board.</param>
/// <param name="before">The device before the run.</param>
sealed class DeclaredEffects(Plan plan, Layout layout, Board board, DeviceWorld before)
{
    // What a file is called while it is written beside the one that it replaces.
    const char Beside = '.';

    /// <summary>Every touch outside of what was declared, a line each.</summary>
    internal IReadOnlyList<string> Broken(IEnumerable<Part> parts) => [.. parts.SelectMany(Broken).Distinct()];

    IEnumerable<string> Broken(Part part)
    {
        // Between the steps the run cleans up after all of them.
        var steps = plan.Steps.Where(step => part.Step is null || step.Header.Number == part.Step).ToList();
        var effects = steps.SelectMany(step => step.Effects).Where(effect => effect.Kind != EffectKind.Reads).ToList();
        foreach (var call in part.Calls)
        {
            if (call.Kind == EffectKind.Reads || call.Call.StartsWith("files.flush", StringComparison.Ordinal) || RunPlaces.Hold(layout, call)) continue;
            if (!effects.Any(effect => Allows(effect, call, part.Running)))
                yield return $"{(part.Step is { } number ? $"step {number} {steps[0].Kind.Name}{(part.IsUndo ? ", undone," : "")}" : "the run")} {call.Kind.ToString().ToLowerInvariant()} {Subject(call)} without declaring it ({call.Call})";
        }
    }

    bool Allows(Effect effect, PortCall call, string? running)
    {
        if (call.Kind == EffectKind.Erases && effect.Kind != EffectKind.Erases) return false;
        return effect.Resource switch
        {
            ResourceKind.Partition => PartitionPath.TryParse(effect.Name, out var path) && IsAt(call, Bind(path, running)),
            ResourceKind.BootVariables => new[] { board.File, board.Counter?.File }.OfType<PartitionPath>().Any(file => IsAt(call, file)),
            ResourceKind.Supervisor => layout.Supervisor is { } supervisor && IsAt(call, supervisor.Override),
            ResourceKind.Service => call.Resource == ResourceKind.Service && call.Partition == effect.Name,
            _ => call.Resource == effect.Resource,
        };
    }

    PartitionPath Bind(PartitionPath path, string? running)
    {
        if (layout.Slots.TryGetValue(path.Partition, out var slot)) return path with { Partition = slot };
        if (running is null || !Roles.All.Contains(path.Partition)) return path;
        var name = path.Partition == Roles.Active ? running : layout.Slots.Keys.First(other => other != running);
        return path with { Partition = layout.Slots[name] };
    }

    bool IsAt(PortCall call, PartitionPath place) => call.Resource == ResourceKind.Partition && call.Partition == place.Partition
        && (place.Path == "/" || call.Path == place.Path || call.Path.StartsWith(place.Path + "/", StringComparison.Ordinal) || call.Path.StartsWith(place.Path + Beside, StringComparison.Ordinal) || IsNewFolderOf(call, place));

    /// <summary>A folder on the way to a declared place that was not there before the run: made for it, and taken away again by the undo.</summary>
    bool IsNewFolderOf(PortCall call, PartitionPath place) =>
        place.Path.StartsWith(call.Path + "/", StringComparison.Ordinal) && before[call.Partition]?.Root.Manifest[call.Path] is null;

    static string Subject(PortCall call) => call.Resource switch
    {
        ResourceKind.System => "the running system",
        ResourceKind.Engine => "the container engine's images",
        _ => call.Name,
    };
}
