using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Runs a program of the running OS, or of an image: the way out for what no other kind can say.</summary>
/// <param name="Header">What every step may say.</param>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Touches">What it is declared to read, change and erase.</param>
/// <param name="IsUntilBoot">Whether a boot ends what it does.</param>
/// <param name="ProbeCommand">Ends with 0 when all is done; empty when nothing can tell.</param>
/// <param name="UndoCommand">Takes it back; empty when nothing does.</param>
public sealed partial record Run(StepHeader Header, IReadOnlyList<Template> Command, IReadOnlyList<Effect> Touches, bool IsUntilBoot, IReadOnlyList<Template> ProbeCommand, IReadOnlyList<Template> UndoCommand)
    : Step(Header)
{
    /// <summary>The container that its commands run in, or null for the running OS.</summary>
    public RunContainer? Container { get; init; }

    /// <summary>The OS that it puts onto a slot, or null.</summary>
    public RunInstall? Install { get; init; }

    /// <summary>Whether Planner keeps what it changes and puts it back.</summary>
    public bool Keeps { get; init; }

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects => Touches;

    /// <inheritdoc/>
    public override UndoPolicy Undo => UndoCommand.Count > 0 || Keeps ? UndoPolicy.Restores : UndoPolicy.NotNeeded;

    /// <inheritdoc/>
    public override bool EndsWithBoot => IsUntilBoot;

    /// <inheritdoc/>
    public override string? Switches => Install?.Switches;

    /// <inheritdoc/>
    public override IEnumerable<Template> Images => new[] { Container?.Image, Install?.Image }.OfType<Template>();

    /// <inheritdoc/>
    public override string Describe() => $"run {string.Join(' ', Command.Select(word => word.Text.Split('\n')[0]))}{(Container is { Image: var image } ? $" of {image}" : "")}";

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<SpaceNeed>> SpaceAsync(StepContext context, CancellationToken ct)
    {
        var needs = new List<SpaceNeed>();
        if (Keeps) needs.Add(new(context.Staging.Partition, await Kept(context).SizeAsync(ct), Lasting: true, "what the program changes, as it is now"));
        if (Install is not { } install) return needs;
        var image = context.Image(install.Image);
        needs.Add(new(context.Partition(install.Slot), image.Unpacked + RunInstall.Headroom, Lasting: true, "the new OS and room for its first boot", Whole: true));
        if (install.Archive is not null) needs.Add(new(context.Device.Layout.Staging.Partition, image.Unpacked, Lasting: false, "the engine's own copy while it saves the image"));
        return needs;
    }

    /// <inheritdoc/>
    public override async ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct)
    {
        if (Switches is { } slot && await HasSwitchedAsync(context, slot, ct) is { } told) return told;
        return ProbeCommand.Count > 0 && (await RunAsync(context, ProbeCommand, CommandUse.Probe, ct)).ExitCode == 0 ? Probe.Done : Probe.NotDone;
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        if (Keeps) await Kept(context).SaveAsync(ct);
        else await context.KeepAsync([], ct);
        if (Switches is { } slot) await PrepareSwitchAsync(context, slot, ct);
        await MustRunAsync(context, Command, CommandUse.Apply, ct);
        if (Install is { } install) await install.RequireAsync(context, ct);
    }

    /// <inheritdoc/>
    public override async ValueTask UndoAsync(StepContext context, CancellationToken ct)
    {
        if (context.Kept is null) return;
        var attempts = new Attempts("take back what a program did");
        if (Container is not null) await attempts.TryAsync(() => ForgetAsync(context, ct));
        if (UndoCommand.Count > 0) await attempts.TryAsync(() => MustRunAsync(context, UndoCommand, CommandUse.Undo, ct));
        if (Keeps) await attempts.TryAsync(() => Kept(context).RestoreAsync(ct));
        attempts.End();
    }

    /// <inheritdoc/>
    public override async ValueTask CleanAsync(StepContext context, CancellationToken ct)
    {
        if (context.Kept is null) return;
        if (Container is not null) await ForgetAsync(context, ct);
        if (Keeps) await Kept(context).TidyAsync(ct);
    }

    /// <summary>What the boot variables tell of a step that switches: nothing is done while they name the old slot, and all is where the new one runs. Null where only its probe can tell.</summary>
    static async ValueTask<Probe?> HasSwitchedAsync(StepContext context, string slot, CancellationToken ct)
    {
        if (context.Kept is null || (await context.Boot.ReadAsync(context.Device.Board, context.Device.Files, ct)).Slot != context.Slot(slot)) return Probe.NotDone;
        return await context.Device.Power.RunningSlotAsync(ct) == context.Slot(slot) ? Probe.Done : null;
    }

    /// <summary>Before a program fills and switches: a slot that is about to be emptied is never the one to boot next, whatever an earlier try did.</summary>
    static async ValueTask PrepareSwitchAsync(StepContext context, string slot, CancellationToken ct)
    {
        var (board, files) = (context.Device.Board, context.Device.Files);
        if (!(await context.Boot.ReadAsync(board, files, ct)).Is(context.FormerSlot)) await SwitchBoot.BackAsync(context.Boot, context.Device, context.FormerSlot, ct, ofProgram: true);
        await context.ArmAsync(context.Slot(slot) ?? throw new DeviceException(DeviceFault.Failed, $"switch to {slot}", "it is no slot"), ct);
        await context.Boot.PrepareAsync(board, files, ct);
    }

    async ValueTask MustRunAsync(StepContext context, IReadOnlyList<Template> words, CommandUse use, CancellationToken ct)
    {
        var result = await RunAsync(context, words, use, ct);
        // Also what a command wrote that failed: it is as much a part of the device as the rest.
        foreach (var partition in Written.Distinct()) await context.Device.Files.FlushAllAsync(context.Partition(partition), ct);
        if (result.ExitCode != 0) throw new DeviceException(DeviceFault.Failed, $"run {context.Expand(words[0])}", $"it ended with {result.ExitCode}{(result.LastLines.Length > 0 ? $": {result.LastLines}" : "")}");
    }

    ValueTask<CommandResult> RunAsync(StepContext context, IReadOnlyList<Template> words, CommandUse use, CancellationToken ct)
    {
        var command = new PlanCommand([.. words.Select(context.Expand)], use, $"{context.RunId}/{Header.Number}", [.. Touches.Select(effect => Bound(context, effect))]);
        if (Install is { } install) command = install.In(command, context);
        return Container is { } container ? context.Device.Containers.RunAsync(container.Of(command, context, NameIn(context), Touches), ct) : context.Device.Commands.RunAsync(command, ct);
    }

    async ValueTask ForgetAsync(StepContext context, CancellationToken ct)
    {
        if (!(await context.Device.Containers.LookAsync(ct)).Ready) await context.Device.Containers.StartAsync(ct);
        await context.Device.Containers.ForgetAsync(NameIn(context), ct);
    }

    string NameIn(StepContext context) => $"planner-{context.RunId}-{Header.Number}";

    KeptPlaces Kept(StepContext context) => new(context, [.. Touches.Where(effect => effect is { Kind: EffectKind.Changes, Resource: ResourceKind.Partition } && effect.Partition != Install?.Slot)
        .Select(effect => context.Path(new PartitionPath(effect.Partition!, effect.Path)))]);

    IEnumerable<string> Written => Touches.Where(effect => effect.Kind != EffectKind.Reads).Select(effect => effect.Partition).OfType<string>();

    static Effect Bound(StepContext context, Effect effect) =>
        effect.Partition is { } partition ? effect with { Name = context.Partition(partition) + effect.Name[partition.Length..] } : effect;
}
