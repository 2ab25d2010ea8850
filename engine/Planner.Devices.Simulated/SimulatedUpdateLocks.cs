using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

/// <summary>Update locks that the snapshot says are held, and lock files among its files.</summary>
sealed class SimulatedUpdateLocks(SimulatedDevice device) : IUpdateLocks
{
    public ValueTask<IReadOnlyList<string>> TakeAsync(CancellationToken ct)
    {
        device.Note("update-locks.take", EffectKind.Reads, ResourceKind.System, "", "", device.Times.Look, ct);
        var said = device.Start.State.UpdateLocks.Where(held => held.For is not { } time || device.Elapsed < time).Select(held => held.Place);
        return new([.. said.Concat(device.Layout.UpdateLocks.SelectMany(Files)).Distinct().Order(StringComparer.Ordinal)]);
    }

    public ValueTask ReleaseAsync(CancellationToken ct) => default;

    IEnumerable<string> Files(UpdateLock place) =>
        place is { Partition: { } partition, Sign: UpdateLockSign.Exists } && device[partition] is { Type: not null } found ? Names(found.Root, place, 0, "") : [];

    static IEnumerable<string> Names(TreeNode folder, UpdateLock place, int depth, string path)
    {
        foreach (var (name, node) in folder.Children)
        {
            if (!UpdateLock.IsNamed(place.Parts[depth], name)) continue;
            if (depth == place.Parts.Count - 1) yield return place.PlaceOf($"{path}/{name}");
            else foreach (var below in Names(node, place, depth + 1, $"{path}/{name}")) yield return below;
        }
    }
}
