using System.Collections.Immutable;
using Planner.Devices.Simulated.Faults;
using Planner.Engine.Boot;
using Planner.Engine.Devices;

namespace Planner.Devices.Simulated;

/// <summary>What happens when a device is switched on: its loader starts slots as the boot family says, counting where it counts, until one comes up or it is plain that none ever will.</summary>
/// <param name="device">The device, as its loader sees it.</param>
sealed class PowerOn(SimulatedDevice device)
{
    /// <summary>More than any loader counts.</summary>
    const int MostStarts = 16;

    /// <summary>Writes what is pending, as a system that goes down does, and starts.</summary>
    internal async ValueTask<BootResult> GoAsync(CancellationToken ct)
    {
        if (BootFamilies.Find(device.Board.Family) is null) throw new DeviceException(DeviceFault.Failed, "boot", $"the boot family {device.Board.Family} is not built");
        Flush();
        device.Things = SimulatedTable.Followed(device.Things);
        string? reason = null;
        var starts = 0;
        var names = device.Layout;
        while (starts < MostStarts)
        {
            var before = device.Things;
            if (starts++ > 0) device.Pass(device.Times.Boot);
            var (slot, failure) = await LoadAsync(ct);
            Flush();
            failure ??= WhyNot(slot);
            if (failure is null) return Up(slot!, reason, starts, names);
            device.Name(names);
            reason = failure;
            if (SameFiles(before, device.Things)) break;
        }

        return new BootResult(null, reason, starts);
    }

    async ValueTask<(string? Slot, string? Failure)> LoadAsync(CancellationToken ct)
    {
        device.IsTraced = false;
        try
        {
            if (await Loaders.FirstAsync(device, (family, board) => family.StartAsync(board, device.Files, ct)) is not { } found) return (null, null);
            device.Name(found.Layout);
            return (found.Answer, null);
        }
        catch (DeviceException e)
        {
            return (null, e.Message);
        }
        finally
        {
            device.IsTraced = true;
        }
    }

    string? WhyNot(string? slot)
    {
        if (slot is null) return "the boot loader finds no slot to start";
        if (device[device.Layout.Slots[slot]] is not { Type: not null, Root: { Children.IsEmpty: false } root } || SimulatedHostapp.IsUnfinished(root)) return $"slot {slot} holds no OS";
        return IsFirst(slot) || device.Things.NewOsBoots ? null : $"the OS of slot {slot} does not come up";
    }

    /// <summary>Whether it is the slot that ran at first, whatever it is called now.</summary>
    bool IsFirst(string slot) => device.Start.IsFirst(device.Layout, slot);

    BootResult Up(string slot, string? reason, int starts, Layout names)
    {
        var world = device.Things with { Running = slot, Boots = device.Things.Boots + 1, EngineReady = device.Start.State.Engine is { Kind: not "none" } or { Ready: true } };
        device.Things = world with { Services = Begun(world), Containers = world.ContainersAfterBoot };
        device.Name(names);
        return new BootResult(device.Things.Running!, reason, starts);
    }

    void Flush()
    {
        var partitions = device.Things.Partitions.ToBuilder();
        for (var index = 0; index < partitions.Count; index++) partitions[index] = partitions[index].Flushed();
        device.Things = device.Things with { Partitions = partitions.MoveToImmutable() };
    }

    ImmutableSortedDictionary<string, ImmutableArray<UnitState>> Begun(DeviceWorld world)
    {
        var services = device.Start.World.Services;
        foreach (var (service, units) in services)
            if (world.IsBroken(service, device.Start)) services = services.SetItem(service, [.. units.Select(unit => unit with { Running = false })]);
        return services;
    }

    static bool SameFiles(DeviceWorld one, DeviceWorld other)
    {
        for (var index = 0; index < one.Partitions.Length; index++)
            if (!ReferenceEquals(one.Partitions[index].Root, other.Partitions[index].Root)) return false;
        return true;
    }
}
