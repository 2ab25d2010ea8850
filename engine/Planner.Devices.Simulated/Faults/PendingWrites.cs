using System.Collections.Immutable;
using Planner.Devices.Simulated.Tree;
using Planner.Engine.Images;

namespace Planner.Devices.Simulated.Faults;

/// <summary>What is not flushed on any partition of a device, write by write.</summary>
sealed class PendingWrites
{
    readonly DeviceWorld world;
    readonly List<(int Partition, TreeChange Change, TreeNode[] Forms)> writes = [];

    PendingWrites(DeviceWorld world) => this.world = world;

    internal int Count => writes.Count;

    internal static PendingWrites Of(DeviceWorld world)
    {
        var pending = new PendingWrites(world);
        for (var index = 0; index < world.Partitions.Length; index++)
        {
            var partition = world.Partitions[index];
            if (ReferenceEquals(partition.Root, partition.Durable)) continue;
            foreach (var change in TreeChanges.Between(partition.Durable, partition.Root, partition.Type != "vfat"))
                pending.writes.Add((index, change, change.WritesContent ? [.. Torn.FormsOf(change)] : []));
        }

        return pending;
    }

    internal string NameOf(int index) => $"{world.Partitions[writes[index].Partition].Name}:{writes[index].Change.Path}";

    internal bool MayLoseTarget(int index) => writes[index].Change.MayLoseTarget;

    /// <summary>In how many ways a write may come in part.</summary>
    internal int FormsOf(int index) => writes[index].Forms.Length;

    /// <summary>The last write that may come in part, or null.</summary>
    internal int? LastContent() => writes.FindLastIndex(write => write.Forms.Length > 0) is >= 0 and var index ? index : null;

    internal ImmutableArray<Fate> All(Fate fate) => [.. Enumerable.Repeat(fate, Count)];

    /// <summary>These fates as far as a file system can have them together: nothing is in a folder that did not come, and no folder goes that still holds something.</summary>
    internal ImmutableArray<Fate> Possible(ImmutableArray<Fate> fates)
    {
        var possible = fates.ToBuilder();
        var (missing, staying) = (new List<(int Partition, string Path)>(), new List<(int Partition, string Path)>());
        for (var index = 0; index < Count; index++)
        {
            var (partition, change, _) = writes[index];
            if (change.After is null)
            {
                if (staying.Exists(place => place.Partition == partition && TreeSelection.IsAtOrBelow(place.Path, change.Path))) possible[index] = Fate.Lost;
                if (possible[index] != Fate.Kept) staying.Add((partition, change.Path));
                continue;
            }

            if (missing.Exists(place => place.Partition == partition && TreeSelection.IsAtOrBelow(change.Path, place.Path))) possible[index] = Fate.Lost;
            if (possible[index] == Fate.Lost && change is { Before: null, After.Type: EntryType.Folder }) missing.Add((partition, change.Path));
        }

        return possible.DrainToImmutable();
    }

    /// <summary>What is left, everywhere flushed.</summary>
    internal DeviceWorld After(ImmutableArray<Fate> fates)
    {
        var partitions = world.Partitions.ToBuilder();
        for (var partition = 0; partition < partitions.Count; partition++)
        {
            var former = partitions[partition];
            if (ReferenceEquals(former.Root, former.Durable)) continue;
            var left = TreeOf(partition, fates);
            partitions[partition] = former with { Root = left, Durable = left };
        }

        return world with { Partitions = partitions.DrainToImmutable() };
    }

    TreeNode TreeOf(int partition, ImmutableArray<Fate> fates)
    {
        var former = world.Partitions[partition];
        var (kept, lost) = (true, true);
        var left = former.Durable;
        for (var index = 0; index < Count; index++)
        {
            if (writes[index].Partition != partition) continue;
            var (_, change, forms) = writes[index];
            (kept, lost) = (kept && fates[index] == Fate.Kept, lost && fates[index] == Fate.Lost);
            left = fates[index] switch
            {
                Fate.Lost => left,
                Fate.Kept => change.On(left),
                Fate.TargetLost => TreeEdits.Remove(left, change.Path),
                var torn => change.On(left, forms[torn - Fate.Torn]),
            };
        }

        return kept ? former.Root : lost ? former.Durable : SharedFiles.Settle(left);
    }
}
