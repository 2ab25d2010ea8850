using Planner.Devices.Simulated.Tree;
using Planner.Engine.Boot;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated.Exploration.Promises;

/// <summary>P2: a run that has ended is done, with everything as after the run without faults, or everything is as it was.</summary>
/// <param name="reference">What it is measured against.</param>
sealed class AllOrNothing(Reference reference)
{
    /// <summary>Judges the end of a run.</summary>
    /// <param name="world">The device then.</param>
    /// <param name="isDone">Whether the run says that the new OS runs.</param>
    /// <param name="findings">Takes what is broken.</param>
    internal async ValueTask JudgeAsync(DeviceWorld world, bool isDone, Findings findings)
    {
        if ((isDone ? reference.New : reference.Before) is not { } expected)
        {
            findings.Break(Promise.P2, "the run is done, and without faults it fails");
            return;
        }

        var end = isDone ? "done, but" : "not done, but";
        // A device that was brought onto its other slot first may well end with the new OS where the old one ran.
        if (isDone && world.Running == reference.Before.Running && (expected.Running != world.Running || !reference.Plan.Steps.Any(step => step is Relocate))) findings.Break(Promise.P2, "done, but the old OS runs");
        if (world.Running != expected.Running && (isDone || (world.Running != reference.Pending && world.Running != reference.Relocated))) findings.Break(Promise.P2, $"{end} slot {world.Running ?? "none"} runs instead of {expected.Running ?? "none"}");
        foreach (var partition in expected.Partitions)
            if (isDone || !IsScratch(partition.Name, world))
                foreach (var difference in Differences(partition, world[partition.Name])) findings.Break(Promise.P2, $"{end} {difference}");
        foreach (var difference in Services(expected, world)) findings.Break(Promise.P2, $"{end} {difference}");
        foreach (var difference in Containers(expected, world)) findings.Break(Promise.P2, $"{end} {difference}");
        foreach (var (name, digest) in expected.Held)
            if (world.Held.GetValueOrDefault(name) != digest) findings.Break(Promise.P2, $"{end} the engine {(world.Held.ContainsKey(name) ? "holds another" : "does not hold")} {name}");
        foreach (var (name, _) in world.Held)
            if (!expected.Held.ContainsKey(name)) findings.Break(Promise.P2, $"{end} the engine holds {name}");
        if (Left(world) is { } left) findings.Break(Promise.P2, $"{end} {left} is left in staging");
        await JudgeVariablesAsync(world, expected, isDone, end, findings);
    }

    /// <summary>What the boot variables say to the loader that the device has; null when they can not be read.</summary>
    internal async ValueTask<BootVariables?> VariablesOfAsync(DeviceWorld world)
    {
        await using var device = reference.Setting.Quiet(world);
        try
        {
            return await Loaders.FirstAsync(device, async (family, board) => await family.ReadAsync(board, device.Files, CancellationToken.None) is { Slot: not null } read ? read : null) is { } found
                ? found.Answer with { Slot = SlotIn(reference.Layout, found.Layout, found.Answer.Slot!) }
                : null;
        }
        catch (DeviceException)
        {
            return null;
        }
    }

    string? SlotIn(Layout to, Layout from, string slot)
    {
        var start = reference.Setting.Start;
        if (from.Id == to.Id) return slot;
        return start.NumberOf(from, from.Slots[slot]) is { } number ? to.Slots.FirstOrDefault(other => other.Value == start.NameOf(to, number)).Key : null;
    }

    async ValueTask JudgeVariablesAsync(DeviceWorld world, DeviceWorld expected, bool isDone, string end, Findings findings)
    {
        if (reference.BootPartition is null) return;
        var (should, does) = (await VariablesOfAsync(expected), await VariablesOfAsync(world));
        if (does is null && should is not null) findings.Break(Promise.P2, $"{end} the boot variables can not be read");
        else if (does?.Slot != should?.Slot && (isDone || does?.Slot != world.Running || world.Running != reference.Relocated)) findings.Break(Promise.P2, $"{end} the boot variables name slot {does?.Slot ?? "none"} instead of {should?.Slot ?? "none"}");
        else if (isDone && does is { Counting: true }) findings.Break(Promise.P2, $"{end} the loader still counts boots, and falls back some day");
        else if (does?.IsMixed != should?.IsMixed) findings.Break(Promise.P2, $"{end} what the loader does not go by names another slot");
        else if (does?.Counting != should?.Counting) findings.Break(Promise.P2, $"{end} the loader {(does!.Counting ? "still counts boots" : "does not count boots any more")}");
    }

    /// <summary>Before the switch the spare slot is scratch, and it is after a run that was taken back.</summary>
    bool IsScratch(string partition, DeviceWorld world) => reference.Layout.Slots.Any(slot => slot.Value == partition && (slot.Key != reference.Before.Running || world.Running == reference.Relocated));

    IEnumerable<string> Differences(SimulatedPartition expected, SimulatedPartition? found)
    {
        if (found is null) return [$"{expected.Name} is missing"];
        if (found.Type != expected.Type) return [$"{expected.Name} holds {found.Type ?? "no file system"} instead of {expected.Type ?? "none"}"];
        if (ReferenceEquals(found.Root, expected.Root)) return [];
        var (one, other) = (Precious(expected), Precious(found));
        return one.IsSameAs(other) ? [] : one.Manifest.DifferencesTo(other.Manifest).Select(difference => $"{expected.Name}:{difference}");
    }

    TreeNode Precious(SimulatedPartition partition)
    {
        var root = reference.Setting.Start.Places.Without(partition, reference.Before[partition.Name]?.Root ?? TreeNode.Folder);
        return partition.Name == reference.BootPartition ? WithoutVariables(root) : root;
    }

    TreeNode WithoutVariables(TreeNode root) => reference.Variables.Aggregate(root, (tree, path) => TreeEdits.Remove(tree, path));

    static IEnumerable<string> Services(DeviceWorld expected, DeviceWorld found)
    {
        // One that has died by itself is not Planner's to start, unless it needs it.
        if (found.EngineReady && !expected.EngineReady) yield return "the container engine answers";
        foreach (var (service, units) in expected.Services)
            foreach (var unit in units)
                if (!found.Services.GetValueOrDefault(service, []).Contains(unit)) yield return $"{unit.Unit} {(unit.Running ? "does not run" : "runs")}";
    }

    static IEnumerable<string> Containers(DeviceWorld expected, DeviceWorld found)
    {
        foreach (var container in expected.Containers)
            if (found.Containers.FirstOrDefault(one => one.Id == container.Id) is not { } there) yield return $"container {container.Name} is gone";
            // A boot starts and ends containers as their restart policies say, whatever Planner does.
            else if (there.Running != container.Running && !(found.Boots > expected.Boots && there.Running == container.RunsAfterBoot)) yield return $"container {container.Name} {(there.Running ? "runs" : "does not run")}";
        foreach (var container in found.Containers)
            if (!expected.Containers.Any(one => one.Id == container.Id)) yield return $"container {container.Name} is there";
    }

    string? Left(DeviceWorld world)
    {
        var start = reference.Setting.Start;
        foreach (var layout in start.Layouts)
        {
            var (staging, logs) = (layout.Staging, layout.Logs);
            if (SimulatedTable.Named(world, layout, start)[staging.Partition] is not { Type: not null } partition || TreeEdits.Find(partition.Root, staging.Path) is not { } folder) continue;
            foreach (var (name, child) in folder.Children)
                if (staging.Below(name) != logs && !start.Layouts.Any(other => other.Journal == staging.Below(name) || other.Journal == staging) && Holds(child)) return $"{staging.Below(name)}";
        }

        return null;
    }

    /// <summary>Whether anything is below a folder but more folders.</summary>
    static bool Holds(TreeNode node)
    {
        if (node.Type != EntryType.Folder) return true;
        foreach (var (_, child) in node.Children)
            if (Holds(child)) return true;
        return false;
    }
}
