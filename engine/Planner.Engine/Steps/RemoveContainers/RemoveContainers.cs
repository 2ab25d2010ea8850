using Planner.Engine.Execution;

namespace Planner.Engine.Steps;

/// <summary>Removes every container and every image.</summary>
public sealed record RemoveContainers(StepHeader Header) : Step(Header)
{
    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "remove-containers", "Removes every container and every image of the engine, the supervisor's too; volumes stay. Only a step from 'no-return' on may do that.",
        [], null, TimeSpan.FromMinutes(30), new Retry(5, TimeSpan.FromSeconds(10)),
        "never: an empty engine is emptied again", "impossible: only beyond the point of no return",
        (header, _) => new RemoveContainers(header));

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects => [Effect.Erases(ResourceKind.Containers), Effect.Erases(ResourceKind.Engine)];

    /// <inheritdoc/>
    public override UndoPolicy Undo => UndoPolicy.Impossible;

    /// <inheritdoc/>
    public override string Describe() => "remove-containers";

    // Images without a name are in no list, so only removing tells that none is left.
    /// <inheritdoc/>
    public override ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct) => new(Probe.NotDone);

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        var containers = context.Device.Containers;
        if (!(await containers.LookAsync(ct)).Ready) await containers.StartAsync(ct);
        foreach (var container in (await containers.ContainersAsync(ct)).Reverse()) await containers.RemoveContainerAsync(container.Id, ct);
        await containers.RemoveImagesAsync(ct);
    }
}
