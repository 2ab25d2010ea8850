using System.Collections.Immutable;
using System.Text;
using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

/// <summary>Programs that do what their steps declare, one effect after the other: what changes gets a mark, what is erased is empty. Their undo puts back what was there before.</summary>
sealed class SimulatedCommands(SimulatedDevice device) : ICommands
{
    public async ValueTask<CommandResult> RunAsync(PlanCommand command, CancellationToken ct)
    {
        var tried = $"run {command}";
        device.Live();
        var said = StateOf(command);
        if (said == ProgramState.Missing) throw new DeviceException(DeviceFault.NotFound, tried, $"the program {command.Program} is not installed");
        device.Note("commands.run", EffectKind.Reads, ResourceKind.System, "", command.Program, device.Times.Look, ct);
        return await ActAsync(command, said, tried, ct);
    }

    /// <summary>How a program is, by the device file.</summary>
    internal ProgramState StateOf(PlanCommand command) => device.Start.State.Programs.GetValueOrDefault(command.Program, ProgramState.Works);

    /// <summary>What a program does that has been started.</summary>
    internal async ValueTask<CommandResult> ActAsync(PlanCommand command, ProgramState said, string tried, CancellationToken ct)
    {
        if (command.Use == CommandUse.Probe) return new CommandResult(Touched(command).All(effect => IsDone(command, effect)) && IsInstalled(command) ? 0 : 1, "");
        foreach (var effect in command.Effects.Where(effect => effect.Kind == EffectKind.Reads && effect.Resource is ResourceKind.Partition or ResourceKind.Network)) Read(effect, tried, ct);
        if (command.Use == CommandUse.Apply) Remember(command);
        if (!device.Things.Commanded.ContainsKey(command.Owner)) return new CommandResult(0, "");
        if (command is { Installs: not null, Use: CommandUse.Apply })
        {
            (Effect Effect, PartitionPath Place)[] changes = [.. Touched(command).Select(effect => (effect, new PartitionPath(effect.Partition!, PlaceOfMark(effect))))];
            await new SimulatedInstall(device).RunAsync(command, changes, Encoding.UTF8.GetString(Mark(command)), said == ProgramState.BreaksOff, ct);
        }
        else
        {
            var touched = Touched(command).ToList();
            foreach (var effect in touched.Take(said == ProgramState.BreaksOff ? touched.Count / 2 : touched.Count)) Do(command, effect, tried, ct);
        }

        return said is ProgramState.Fails or ProgramState.BreaksOff ? new CommandResult(1, "the device file says that it fails") : new CommandResult(0, "");
    }

    static IEnumerable<Effect> Touched(PlanCommand command) =>
        command.Effects.Where(effect => effect is { Kind: not EffectKind.Reads, Resource: ResourceKind.Partition } && effect.Partition != command.Installs?.Partition);

    void Read(Effect effect, string tried, CancellationToken ct)
    {
        if (effect.Resource == ResourceKind.Partition) device.Mounted(effect.Partition!, tried);
        device.Note("commands.read", EffectKind.Reads, effect.Resource, effect.Partition ?? "", effect.Partition is null ? "" : effect.Path, device.Times.Look, ct);
        if (effect.Resource == ResourceKind.Network && !device.Things.Online) throw new DeviceException(DeviceFault.Unreachable, tried, "the network is down");
    }

    /// <summary>Keeps what the step found when it was run for the first time.</summary>
    void Remember(PlanCommand command)
    {
        if (device.Things.Commanded.ContainsKey(command.Owner)) return;
        var found = Touched(command).ToImmutableDictionary(effect => effect.Name, Node);
        device.Things = device.Things with { Commanded = device.Things.Commanded.Add(command.Owner, found) };
    }

    void Do(PlanCommand command, Effect effect, string tried, CancellationToken ct)
    {
        var partition = device.Mounted(effect.Partition!, tried);
        var path = effect.Path;
        var content = Mark(command);
        device.Note("commands.change", effect.Kind, ResourceKind.Partition, partition.Name, path, device.Times.Writing(content.Length), ct, content.Length);
        var root = command.Use == CommandUse.Undo
            ? With(partition.Root, path, device.Things.Commanded[command.Owner].GetValueOrDefault(effect.Name))
            : TreeEdits.Put(effect.Kind == EffectKind.Erases ? TreeNode.Folder : partition.Root, PlaceOfMark(effect), Marked(partition, effect, content));
        if (!partition.Fits(root)) throw new DeviceException(DeviceFault.NoSpace, tried, $"no space left on {partition.Name}");
        device.Things = device.Things.With(partition with { Root = root });
    }

    bool IsDone(PlanCommand command, Effect effect) =>
        device.Things[effect.Partition!] is { } partition && TreeEdits.Find(partition.Root, PlaceOfMark(effect))?.Content is { } found && found.ToArray().AsSpan().SequenceEqual(Mark(command));

    bool IsInstalled(PlanCommand command) => command.Installs is not { } install
        || (device.Things[install.Partition] is { } slot && TreeEdits.Find(slot.Root, Hostapp.Current)?.Entry.Target is { } target && target.EndsWith(SimulatedHostapp.IdOf(command), StringComparison.Ordinal));

    TreeNode Marked(SimulatedPartition partition, Effect effect, byte[] content)
    {
        var former = TreeEdits.Find(partition.Root, PlaceOfMark(effect));
        var entry = former?.Entry ?? new TreeEntry { Path = PlaceOfMark(effect), Type = EntryType.File, Mode = 0b110_100_100 };
        return partition.FormOf(new TreeNode(entry, FileContent.Empty).With(FileContent.Of(content), device.Now));
    }

    /// <summary>The file itself, or one in the folder that is declared.</summary>
    string PlaceOfMark(Effect effect) => effect.Kind == EffectKind.Erases || Node(effect)?.Type == EntryType.Folder ? $"{effect.Path.TrimEnd('/')}/changed-by-command" : effect.Path;

    TreeNode? Node(Effect effect) => device.Things[effect.Partition!] is { } partition ? TreeEdits.Find(partition.Root, effect.Path) : null;

    static TreeNode With(TreeNode root, string path, TreeNode? node) => node is null ? TreeEdits.Remove(root, path) : TreeEdits.Put(root, path, node);

    static byte[] Mark(PlanCommand command) => Encoding.UTF8.GetBytes($"changed by step {command.Owner}\n");
}
