using System.Text;
using Planner.Engine.Boot;
using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

/// <summary>A program that installs a hostapp, in the order of the field's: small files first, then the slot, durably, with the link that makes it the one to boot as its last; then boot files; then the switch.</summary>
/// <param name="device">The device.</param>
sealed class SimulatedInstall(SimulatedDevice device)
{
    const int Mode = 0b110_100_100;

    /// <summary>Does it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="changes">What else it is declared to change.</param>
    /// <param name="mark">What it writes there.</param>
    /// <param name="breaksOff">Whether it ends before it switches.</param>
    /// <param name="ct">Ends the call.</param>
    internal async ValueTask RunAsync(PlanCommand command, IReadOnlyList<(Effect Effect, PartitionPath Place)> changes, string mark, bool breaksOff, CancellationToken ct)
    {
        var install = command.Installs!;
        var boot = device.Board.File?.Partition;
        foreach (var (_, place) in changes.Where(change => change.Place.Partition != boot)) await WriteAsync(place, place, mark, ct);
        await FillAsync(command, ct);
        foreach (var (_, place) in changes.Where(change => change.Place.Partition == boot)) await WriteAsync(place with { Path = $"{place.Path}.new" }, place, mark, ct);
        if (breaksOff || install.Switches is not { } slot) return;
        await BootFamilies.Find(device.Board.Family)!.SwitchAsync(device.Board, device.Files, slot, counting: true, ct);
    }

    async ValueTask FillAsync(PlanCommand command, CancellationToken ct)
    {
        var (install, tried) = (command.Installs!, $"run {command}");
        var image = device.Start.Images.FirstOrDefault(image => image.Is(install.Image)) ?? throw new DeviceException(DeviceFault.NotFound, tried, "no such image");
        if (command.Archive is not null && !device.Things.Held.ContainsKey(install.Image.PullName)) throw new DeviceException(DeviceFault.NotFound, tried, "the engine does not hold the image");
        var id = SimulatedHostapp.IdOf(command);
        var partition = device.Mounted(install.Partition, tried);
        var filled = SimulatedHostapp.TreeOf(image.Tree, device.Start.State.Engine.Kind == "balena" ? "balena" : "docker", id);
        device.Note("commands.fill", EffectKind.Changes, ResourceKind.Partition, partition.Name, "/", device.Times.Writing(filled.Space), ct, filled.Space);
        if (!partition.Fits(filled)) throw new DeviceException(DeviceFault.NoSpace, tried, $"no space left on {partition.Name}");
        device.Put(partition with { Root = filled });
        await device.Files.FlushAllAsync(install.Partition, ct);
        var current = new PartitionPath(install.Partition, Hostapp.Current);
        await device.Files.LinkAsync(current, $"hostapps/{id}", ct);
        await device.Files.FlushAllAsync(install.Partition, ct);
    }

    /// <summary>Writes a small file: in its place, or beside it and renamed, as boot files are.</summary>
    async ValueTask WriteAsync(PartitionPath written, PartitionPath place, string mark, CancellationToken ct)
    {
        await device.Files.WriteAsync(written, Encoding.UTF8.GetBytes(mark), Mode, ct);
        await device.Files.FlushAsync(written, ct);
        if (written != place) await device.Files.RenameAsync(written, place, ct);
        await device.Files.FlushAsync(place.Folder, ct);
    }
}
