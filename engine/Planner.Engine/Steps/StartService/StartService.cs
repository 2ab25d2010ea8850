using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Starts a service of the layout.</summary>
public sealed record StartService(StepHeader Header, string Service) : Step(Header)
{
    static readonly Field<string> ServiceField = Field.Needed("service", FieldTypes.ServiceName, "The service.");

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "start-service", "Starts a service of the layout, and remembers which of its units were stopped.",
        [ServiceField], ServiceField, TimeSpan.FromMinutes(5), new Retry(3, TimeSpan.FromSeconds(5)),
        "no unit of it is stopped", "stops exactly those units that were stopped",
        (header, values) => new StartService(header, values.Of(ServiceField)));

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects => [Effect.Changes(ResourceKind.Service, Service)];

    /// <inheritdoc/>
    public override UndoPolicy Undo => UndoPolicy.Restores;

    /// <inheritdoc/>
    public override bool EndsWithBoot => true;

    /// <inheritdoc/>
    public override string Describe() => $"start-service {Service}";

    /// <inheritdoc/>
    public override async ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct) =>
        context.Kept is not null && await ServiceUnits.AllAsync(context, Service, running: true, ct) ? Probe.Done : Probe.NotDone;

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        await ServiceUnits.RememberAsync(context, Service, running: false, ct);
        await ServiceUnits.BringAsync(context, Service, unit => true, running: true, ct);
    }

    /// <inheritdoc/>
    public override ValueTask UndoAsync(StepContext context, CancellationToken ct) =>
        ServiceUnits.BringAsync(context, Service, ServiceUnits.Remembered(context).Contains, running: false, ct);
}
