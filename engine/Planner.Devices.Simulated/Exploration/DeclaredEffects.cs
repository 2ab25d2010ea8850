using System.Collections.Concurrent;
using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Language;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>Holds the steps of simulated runs to what they declare: promise P6. Any number of runs may be judged at once; what was judged once is known.</summary>
/// <param name="plan">The plan.</param>
/// <param name="start">The device before the run.</param>
public sealed class DeclaredEffects(Plan plan, SimulatedStart start)
{
    // What a file is called while it is written beside the one that it replaces.
    const char Beside = '.';

    readonly ConcurrentDictionary<Touch, bool> known = new();

    /// <summary>Every touch outside of what was declared, a line each.</summary>
    public IReadOnlyList<string> Broken(IReadOnlyList<Part> parts)
    {
        List<string>? broken = null;
        foreach (var part in parts)
        {
            for (var at = part.From; at < part.To; at++)
            {
                var call = part.Trace[at];
                if (call.Kind == EffectKind.Reads || IsAllowed(part, call)) continue;
                var line = LineOf(part, call);
                if (broken?.Contains(line) != true) (broken ??= []).Add(line);
            }
        }

        return broken ?? (IReadOnlyList<string>)[];
    }

    bool IsAllowed(Part part, PortCall call)
    {
        var touch = new Touch(part.Step, part.Running, call.Kind, call.Resource, call.Partition, call.Path);
        if (known.TryGetValue(touch, out var allowed)) return allowed;
        return known[touch] = start.Places.Hold(call) || EffectsOf(part.Step).Any(declared => Allows(declared.Layout, declared.Effect, call, part.Running));
    }

    /// <summary>What a step declares to change; one that boots does again what a boot ends, and between the steps the run cleans up after all of them.</summary>
    IEnumerable<(Layout Layout, Effect Effect)> EffectsOf(int? step) => plan.Steps
        .Where(one => step is null || one.Header.Number == step || (one.EndsWithBoot && plan.Steps.Any(boots => boots is Relocate && boots.Header.Number == step)))
        .SelectMany(one => one.Effects.Where(effect => effect.Kind != EffectKind.Reads).Select(effect => (plan.LayoutAt(one), effect)));

    bool Allows(Layout layout, Effect effect, PortCall call, string? running)
    {
        var board = layout.Boards[start.Board.Name];
        if (call.Kind == EffectKind.Erases && effect.Kind != EffectKind.Erases) return false;
        return effect.Resource switch
        {
            ResourceKind.Partition => PartitionPath.TryParse(effect.Name, out var path) && IsAt(call, Bind(layout, path, running)),
            ResourceKind.BootVariables => new[] { board.File, board.Counter?.File }.OfType<PartitionPath>().Any(file => IsAt(call, file)),
            ResourceKind.Supervisor => layout.Supervisor is { } supervisor && IsAt(call, supervisor.Override ?? Bind(layout, new PartitionPath(Roles.Spare, supervisor.Default), running)),
            ResourceKind.Service => call.Resource == ResourceKind.Service && call.Partition == effect.Name,
            // Who works with containers may start the engine that has them.
            ResourceKind.Containers => call.Resource == ResourceKind.Containers || call.Call == "containers.start",
            _ => call.Resource == effect.Resource,
        };
    }

    static PartitionPath Bind(Layout layout, PartitionPath path, string? running)
    {
        if (layout.Slots.TryGetValue(path.Partition, out var slot)) return path with { Partition = slot };
        if (running is null || !Roles.All.Contains(path.Partition)) return path;
        // What ran when the part began may have had another name, in a layout before.
        var name = path.Partition == Roles.Active ? running : layout.Slots.Keys.First(other => other != running);
        if (!layout.Slots.ContainsKey(name)) return path;
        return path with { Partition = layout.Slots[name] };
    }

    bool IsAt(PortCall call, PartitionPath place) => call.Resource == ResourceKind.Partition && call.Partition == place.Partition
        && (place.Path == "/" || call.Path == place.Path || call.Path.StartsWith(place.Path + "/", StringComparison.Ordinal) || call.Path.StartsWith(place.Path + Beside, StringComparison.Ordinal) || IsNewFolderOf(call, place));

    /// <summary>A folder on the way to a declared place that was not there before the run: made for it, and taken away again by the undo.</summary>
    bool IsNewFolderOf(PortCall call, PartitionPath place) =>
        place.Path.StartsWith(call.Path + "/", StringComparison.Ordinal) && (start.World[call.Partition] is not { } partition || TreeEdits.Find(partition.Root, call.Path) is null);

    string LineOf(Part part, PortCall call)
    {
        var who = part.Step is { } number ? $"step {number} {plan.Steps.First(step => step.Header.Number == number).Kind.Name}{(part.IsUndo ? ", undone," : "")}" : "the run";
        return $"{who} {call.Kind.ToString().ToLowerInvariant()} {Subject(call)} without declaring it ({call.Call})";
    }

    static string Subject(PortCall call) => call.Resource switch
    {
        ResourceKind.Table => "the partition table",
        ResourceKind.System => "the running system",
        ResourceKind.Engine => "the container engine's images",
        _ => call.Name,
    };

    readonly record struct Touch(int? Step, string? Running, EffectKind Kind, ResourceKind Resource, string Partition, string Path);
}
