using System.Collections.Immutable;
using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

/// <content>Containers, and the end of all images. An engine that dies leaves its containers as they are, and takes them up again when it is started.</content>
sealed partial class SimulatedContainers
{
    ImmutableArray<ContainerState> Containers
    {
        get => device.Things.Containers;
        set => device.Things = device.Things with { Containers = value };
    }

    public ValueTask<IReadOnlyList<ContainerState>> ContainersAsync(CancellationToken ct)
    {
        Ready("list the containers");
        device.Note("containers.containers", EffectKind.Reads, ResourceKind.Containers, "", "", device.Times.Look, ct);
        return new(Containers);
    }

    public ValueTask StopContainerAsync(string id, CancellationToken ct)
    {
        var place = Change("stop", id, ct) ?? throw NoSuch("stop", id);
        var container = Containers[place];
        if (container is { Running: true, RemovesItself: true }) Containers = Containers.RemoveAt(place);
        else if (container.Running) Containers = Containers.SetItem(place, container with { Running = false });
        return default;
    }

    public ValueTask StartContainerAsync(string id, CancellationToken ct)
    {
        var place = Change("start", id, ct) ?? throw NoSuch("start", id);
        if (!Containers[place].Running) Containers = Containers.SetItem(place, Containers[place] with { Running = true });
        return default;
    }

    public ValueTask RemoveContainerAsync(string id, CancellationToken ct)
    {
        if (Change("remove", id, ct, EffectKind.Erases) is { } place) Containers = Containers.RemoveAt(place);
        return default;
    }

    public async ValueTask<CommandResult> RunAsync(ContainerRun run, CancellationToken ct)
    {
        var tried = $"run {run.Command} in a container of {run.Image}";
        Ready(tried);
        await ForgetAsync(run.Name, ct);
        if (!device.Things.Held.ContainsKey(run.Image.PullName)) throw new DeviceException(DeviceFault.NotFound, tried, "the engine does not hold the image");
        var said = Commands.StateOf(run.Command);
        if (said == ProgramState.Missing) throw new DeviceException(DeviceFault.NotFound, tried, $"the image has no program {run.Command.Program}");
        device.Note("containers.run", EffectKind.Changes, ResourceKind.Engine, "", run.Name, device.Times.Unit, ct);
        foreach (var mount in run.Mounts)
            if (mount.Partition is { } partition) device.Mounted(partition, tried);
        Containers = Containers.Add(new ContainerState($"id-of-{run.Name}", run.Name, run.Image.PullName, true, RestartPolicy.No));
        var command = run.Command with { Effects = [.. run.Command.Effects.Where(effect => effect.Resource != ResourceKind.Network || run.UsesNetwork)] };
        try
        {
            return await Commands.ActAsync(command, said, tried, ct);
        }
        finally
        {
            // Whoever is no more removes nothing.
            if (device.IsAlive) await ForgetAsync(run.Name, CancellationToken.None);
        }
    }

    public ValueTask ForgetAsync(string name, CancellationToken ct)
    {
        Ready($"remove container {name}");
        device.Note("containers.forget", EffectKind.Changes, ResourceKind.Engine, "", name, device.Times.Unit, ct);
        Containers = Containers.RemoveAll(container => container.Name == name);
        return default;
    }

    SimulatedCommands Commands => (SimulatedCommands)device.Commands;

    public ValueTask RemoveImagesAsync(CancellationToken ct)
    {
        const string tried = "remove all images";
        Ready(tried);
        device.Note("containers.remove-images", EffectKind.Erases, ResourceKind.Engine, "", "", device.Times.Unit, ct);
        foreach (var container in Containers)
            if (device.Things.Held.ContainsKey(container.Image)) throw new DeviceException(DeviceFault.Failed, tried, $"container {container.Name} was made of {container.Image}");
        var digests = device.Things.Held.Values.ToHashSet();
        if (digests.Count == 0) return default;
        var taken = device.Start.Images.Where(image => digests.Remove(image.Snapshot.Digest)).Sum(image => image.Snapshot.Unpacked);
        var world = device.Things with { Held = device.Things.Held.Clear() };
        var partition = device.Mounted(device.Layout.Staging.Partition, tried);
        device.Things = world.With(partition with { Other = Math.Max(0, partition.Other - taken) });
        return default;
    }

    /// <summary>Notes a change of a container; its place, or null when there is none of that id.</summary>
    int? Change(string verb, string id, CancellationToken ct, EffectKind kind = EffectKind.Changes)
    {
        Ready($"{verb} container {id}");
        device.Note($"containers.{verb}-container", kind, ResourceKind.Containers, id, "", device.Times.Unit, ct);
        for (var place = 0; place < Containers.Length; place++)
            if (Containers[place].Id == id) return place;
        return null;
    }

    static DeviceException NoSuch(string verb, string id) => new(DeviceFault.NotFound, $"{verb} container {id}", "no such container");
}
