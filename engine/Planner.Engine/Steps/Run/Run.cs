using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Runs a program of the running OS: the way out for what no other kind can say.</summary>
/// <param name="Header">What every step may say.</param>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Touches">What it is declared to read, change and erase.</param>
/// <param name="IsUntilBoot">Whether a boot ends what it does.</param>
/// <param name="ProbeCommand">Ends with 0 when all is done; empty when nothing can tell.</param>
/// <param name="UndoCommand">Takes it back; empty when nothing does.</param>
public sealed record Run(StepHeader Header, IReadOnlyList<Template> Command, IReadOnlyList<Effect> Touches, bool IsUntilBoot, IReadOnlyList<Template> ProbeCommand, IReadOnlyList<Template> UndoCommand)
    : Step(Header)
{
    static readonly FieldType<IReadOnlyList<Template>> Words = FieldTypes.SomeOf(FieldTypes.Template);
    static readonly Field<IReadOnlyList<Template>> CommandField = Field.Needed("command", Words, "The program and its arguments, each as it is: no shell reads them. It may be run again after an interruption at any moment.");
    static readonly Field<IReadOnlyList<PartitionPath>> ReadsField = Field.Optional("reads", FieldTypes.ListOf(FieldTypes.File), "Files and folders that it reads on partitions.", "none");
    static readonly Field<IReadOnlyList<PartitionPath>> ChangesField = Field.Optional("changes", FieldTypes.ListOf(FieldTypes.File), "Files and folders that it changes on partitions.", "none");
    static readonly Field<IReadOnlyList<string>> ErasesField = Field.Optional("erases", FieldTypes.ListOf(FieldTypes.PartitionName), "Partitions whose whole content it replaces.", "none");
    static readonly Field<bool> NetworkField = Field.Optional("network", FieldTypes.Flag, "Whether it needs the network.", "false");
    static readonly Field<bool> UntilBootField = Field.Optional("until-boot", FieldTypes.Flag, "Whether a boot ends what it does: then it is run again after a boot in the middle of the run.", "false");
    static readonly Field<IReadOnlyList<Template>> ProbeField = Field.Optional("probe", Words, "A command that ends with 0 when all is done.", "nothing tells: it is run again");
    static readonly Field<IReadOnlyList<Template>> UndoField = Field.Optional("undo", Words, "A command that takes it back, however far it came. Needed when it changes anything but the spare slot.", "nothing");

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "run", "Runs a program of the running OS, which touches what the step declares and nothing else.",
        [CommandField, ReadsField, ChangesField, ErasesField, NetworkField, UntilBootField, ProbeField, UndoField], null, TimeSpan.FromMinutes(10), Retry.Once,
        "its probe ends with 0", "runs the command that it names for that",
        (header, values) => new Run(header, values.Of(CommandField), Declared(values), values.Or(UntilBootField, false), values.Or(ProbeField, []), values.Or(UndoField, [])));

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects => Touches;

    /// <inheritdoc/>
    public override UndoPolicy Undo => UndoCommand.Count > 0 ? UndoPolicy.Restores : UndoPolicy.NotNeeded;

    /// <inheritdoc/>
    public override bool EndsWithBoot => IsUntilBoot;

    /// <inheritdoc/>
    public override string Describe() => $"run {string.Join(' ', Command)}";

    /// <inheritdoc/>
    public override async ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct) =>
        ProbeCommand.Count > 0 && (await RunAsync(context, ProbeCommand, CommandUse.Probe, ct)).ExitCode == 0 ? Probe.Done : Probe.NotDone;

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        await context.KeepAsync([], ct);
        await MustRunAsync(context, Command, CommandUse.Apply, ct);
    }

    /// <inheritdoc/>
    public override async ValueTask UndoAsync(StepContext context, CancellationToken ct)
    {
        if (context.Kept is not null && UndoCommand.Count > 0) await MustRunAsync(context, UndoCommand, CommandUse.Undo, ct);
    }

    async ValueTask MustRunAsync(StepContext context, IReadOnlyList<Template> words, CommandUse use, CancellationToken ct)
    {
        var result = await RunAsync(context, words, use, ct);
        // Also what a command wrote that failed: it is as much a part of the device as the rest.
        foreach (var partition in Written.Distinct()) await context.Device.Files.FlushAllAsync(context.Partition(partition), ct);
        if (result.ExitCode != 0) throw new DeviceException(DeviceFault.Failed, $"run {context.Expand(words[0])}", $"it ended with {result.ExitCode}{(result.LastLines.Length > 0 ? $": {result.LastLines}" : "")}");
    }

    ValueTask<CommandResult> RunAsync(StepContext context, IReadOnlyList<Template> words, CommandUse use, CancellationToken ct) => context.Device.Commands.RunAsync(
        new PlanCommand([.. words.Select(context.Expand)], use, $"{context.RunId}/{Header.Number}", [.. Touches.Select(effect => Bound(context, effect))]), ct);

    IEnumerable<string> Written => Touches.Where(effect => effect.Kind != EffectKind.Reads).Select(effect => effect.Partition).OfType<string>();

    static Effect Bound(StepContext context, Effect effect) =>
        effect.Partition is { } partition ? effect with { Name = context.Partition(partition) + effect.Name[partition.Length..] } : effect;

    static List<Effect> Declared(FieldValues values) =>
    [
        .. values.Or(ReadsField, []).Select(path => Effect.Reads(ResourceKind.Partition, path.ToString())),
        .. values.Or(ChangesField, []).Select(path => Effect.Changes(ResourceKind.Partition, path.ToString())),
        .. values.Or(ErasesField, []).Select(partition => Effect.Erases(ResourceKind.Partition, PartitionPath.Root(partition).ToString())),
        .. values.Or(NetworkField, false) ? [Effect.Reads(ResourceKind.Network)] : Array.Empty<Effect>(),
        Effect.Changes(ResourceKind.System),
    ];
}
