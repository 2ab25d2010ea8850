using System.Collections.Immutable;
using Planner.Engine.Boot;
using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

/// <summary>Boots as the board's family says.</summary>
sealed class SimulatedPower(SimulatedDevice device) : IPower
{
    public ValueTask<string?> RunningSlotAsync(CancellationToken ct)
    {
        device.Note("power.running-slot", EffectKind.Reads, ResourceKind.System, "", "", device.Times.Look, ct);
        return new(device.World.Running);
    }

    public ValueTask<string> BootIdAsync(CancellationToken ct)
    {
        device.Note("power.boot-id", EffectKind.Reads, ResourceKind.System, "", "", device.Times.Look, ct);
        return new($"boot-{device.World.Boots}");
    }

    public ValueTask<RebootResult> RebootAsync(CancellationToken ct) => BootAsync(DownBy.Asked, ct);

    public ValueTask<RebootResult> InsistAsync(RebootForce force, CancellationToken ct) => BootAsync(force == RebootForce.Forced ? DownBy.Forced : DownBy.Kernel, ct);

    async ValueTask<RebootResult> BootAsync(DownBy by, CancellationToken ct)
    {
        const string tried = "boot";
        if (device.Start.State.GoesDown is not { } needed || by < needed)
        {
            device.Note("power.ask", EffectKind.Changes, ResourceKind.System, "", "", device.Times.Look, ct);
            return RebootResult.Asked;
        }

        device.Note("power.reboot", EffectKind.Changes, ResourceKind.System, "", "", device.Times.Boot, ct);
        var family = BootFamilies.Find(device.Board.Family) ?? throw new DeviceException(DeviceFault.Failed, tried, $"the boot family {device.Board.Family} is not built");
        var partitions = device.World.Partitions.ToBuilder();
        for (var index = 0; index < partitions.Count; index++) partitions[index] = partitions[index].Flushed();
        device.World = device.World with { Partitions = partitions.MoveToImmutable() };
        var slot = await LoadAsync(family, ct) ?? throw new DeviceException(DeviceFault.Failed, tried, "the boot loader finds no slot to start");
        if (device.World[device.Layout.Slots[slot]] is not { Type: not null, Root.Children.IsEmpty: false })
            throw new DeviceException(DeviceFault.Failed, tried, $"slot {slot} holds no OS");
        var world = device.World with { Running = slot, Boots = device.World.Boots + 1, EngineReady = device.Start.State.Engine is { Kind: not "none" } or { Ready: true } };
        device.World = world with { Services = Begun(world) };
        return RebootResult.Booted;
    }

    async ValueTask<string?> LoadAsync(IBootFamily family, CancellationToken ct)
    {
        device.IsTraced = false;
        try
        {
            return await family.StartAsync(device.Board, device.Files, ct);
        }
        finally
        {
            device.IsTraced = true;
        }
    }

    ImmutableDictionary<string, ImmutableArray<UnitState>> Begun(DeviceWorld world)
    {
        var services = device.Start.World.Services;
        foreach (var (service, units) in services)
            if (world.IsBroken(service, device.Start)) services = services.SetItem(service, [.. units.Select(unit => unit with { Running = false })]);
        return services;
    }
}
