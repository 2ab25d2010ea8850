using Planner.Devices.Simulated.Tree;

namespace Planner.Devices.Simulated.Exploration.Promises;

/// <summary>P1: what boots is a complete OS, the old one or the new one.</summary>
sealed class WholeOs
{
    readonly Reference reference;
    readonly BootFiles bootFiles;

    /// <summary>Makes the judge.</summary>
    /// <param name="reference">What it is measured against.</param>
    /// <param name="ends">Reads boot variables.</param>
    internal WholeOs(Reference reference, AllOrNothing ends) => (this.reference, bootFiles) = (reference, new BootFiles(reference, ends, ReleaseOf));

    /// <summary>Judges a device that has just booted.</summary>
    internal async ValueTask JudgeAsync(DeviceWorld world, Strikes strikes, Findings findings)
    {
        if (world.Running is not { } slot)
        {
            if (reference.Before.Running is not null) findings.Break(Promise.P1, "what boots is no slot");
            return;
        }

        if (ReleaseOf(world, slot) is not { } release)
        {
            if (IsAsPending(world, slot)) return;
            findings.Break(Promise.P1, $"slot {slot} boots, and is neither the old OS nor the new one: {Difference(world, slot)}");
            return;
        }

        await bootFiles.JudgeAsync(world, release, strikes, findings);
    }

    /// <summary>Which OS a slot holds; null when it is none of both.</summary>
    internal Release? ReleaseOf(DeviceWorld world, string slot)
    {
        var partition = world[reference.Layout.Slots[slot]]!;
        if (partition.Type is null) return null;
        var tree = Bare(partition);
        if (reference.Before.Running is { } active && tree.IsSameAs(OldRoot(active))) return Release.Old;
        return reference.NewRoot is { } root && tree.IsSameAs(ResumeHooks.Without(root)) ? Release.New : null;
    }

    /// <summary>Whether it is what an earlier update had switched to, and the run has left alone.</summary>
    bool IsAsPending(DeviceWorld world, string slot)
    {
        var name = reference.Layout.Slots[slot];
        return slot == reference.Pending && world[name]!.Root.IsSameAs(reference.Before[name]!.Root);
    }

    /// <summary>The OS without what the run has beside it.</summary>
    TreeNode Bare(SimulatedPartition partition) => ResumeHooks.Without(reference.Setting.Start.Places.Without(partition, reference.Before[partition.Name]?.Root ?? TreeNode.Folder));

    TreeNode OldRoot(string active) => ResumeHooks.Without(reference.Before[reference.Layout.Slots[active]]!.Root);

    string Difference(DeviceWorld world, string slot)
    {
        var partition = world[reference.Layout.Slots[slot]]!;
        if (partition.Type is null) return "it has no file system";
        var whole = slot == reference.NewSlot ? reference.NewRoot! : OldRoot(reference.Before.Running ?? slot);
        return ResumeHooks.Without(whole).Manifest.DifferencesTo(Bare(partition).Manifest).FirstOrDefault() ?? "it differs";
    }
}

/// <summary>The two OS of a run.</summary>
enum Release
{
    /// <summary>The one that ran when it began.</summary>
    Old,

    /// <summary>The one that it installs.</summary>
    New,
}
