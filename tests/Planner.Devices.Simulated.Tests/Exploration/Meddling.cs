using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated.Tests.Exploration;

/// <summary>A step that does what it should not: for plans that break promises.</summary>
/// <param name="Header">What every step may say.</param>
/// <param name="File">The file that it writes.</param>
/// <param name="Declared">The file that it declares to write.</param>
/// <param name="SaysUndo">Whether it says that it has an undo; it has none.</param>
sealed record Meddling(StepHeader Header, PartitionPath File, PartitionPath Declared, bool SaysUndo) : Step(Header)
{
    static readonly Field<PartitionPath> FileField = Field.Needed("file", FieldTypes.File, "What it writes.");
    static readonly Field<PartitionPath> DeclaredField = Field.Needed("declared", FieldTypes.File, "What it declares.");
    static readonly Field<bool> SaysUndoField = Field.Optional("says-undo", FieldTypes.Flag, "Whether it says that it has an undo.", "true");

    internal static StepKind Definition { get; } = new(
        "meddle", "Writes a file, and has no undo.", [FileField, DeclaredField, SaysUndoField], null, TimeSpan.FromMinutes(1), Retry.Once, "never", "nothing",
        (header, values) => new Meddling(header, values.Of(FileField), values.Of(DeclaredField), values.Or(SaysUndoField, true)));

    public override StepKind Kind => Definition;

    public override IReadOnlyList<Effect> Effects => [Effect.Changes(ResourceKind.Partition, Declared.ToString())];

    public override UndoPolicy Undo => SaysUndo ? UndoPolicy.Restores : UndoPolicy.Impossible;

    public override ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct) => new(Probe.NotDone);

    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        await context.Device.Files.WriteAsync(context.Path(File), "meddled"u8.ToArray(), 0b110_100_100, ct);
        await context.Device.Files.FlushAllAsync(context.Partition(File.Partition), ct);
    }

    public override string Describe() => $"meddle {File}";
}
