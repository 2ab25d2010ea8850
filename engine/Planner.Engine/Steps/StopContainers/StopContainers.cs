using System.Text.Json.Nodes;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Stops the user's containers, once no application holds an update lock.</summary>
/// <param name="Header">What every step may say.</param>
/// <param name="WaitForLocks">How long applications may keep themselves from being stopped.</param>
public sealed record StopContainers(StepHeader Header, TimeSpan WaitForLocks) : Step(Header)
{
    const string StoppedKey = "stopped";

    static readonly Field<TimeSpan> WaitField = ApplicationLocks.WaitField("the step fails. Measured anew when a boot has started the containers again.");

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "stop-containers", "Waits until no application holds an update lock, then stops every container that runs, and remembers which. Those of the supervisor stay, which are made of the image that the layout's 'supervisor:' names: stop them with the service that runs them.",
        [WaitField], null, TimeSpan.FromMinutes(75), new Retry(3, TimeSpan.FromSeconds(5)),
        "no container of the user runs", "starts exactly those that it stopped; of a run that is done, those that its boot would have started had nobody stopped them",
        (header, values) => new StopContainers(header, values.Or(WaitField, ApplicationLocks.UsualWait)));

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects => [Effect.Reads(ResourceKind.Supervisor), Effect.Changes(ResourceKind.Containers)];

    /// <inheritdoc/>
    public override UndoPolicy Undo => UndoPolicy.Restores;

    /// <inheritdoc/>
    public override bool EndsWithBoot => true;

    /// <inheritdoc/>
    public override string Describe() => "stop-containers";

    /// <inheritdoc/>
    public override async ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct) =>
        context.Kept is not null && (await RunningAsync(context, ct)).Count == 0 ? Probe.Done : Probe.NotDone;

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        if ((await RunningAsync(context, ct)).Count > 0) await ApplicationLocks.WaitAsync(context, WaitForLocks, "stop the user's containers", RunStatus.UpdateLocked, ct);
        try
        {
            await StopAsync(context, ct);
        }
        finally
        {
            await context.Device.UpdateLocks.ReleaseAsync(CancellationToken.None);
        }
    }

    static async ValueTask StopAsync(StepContext context, CancellationToken ct)
    {
        var running = await RunningAsync(context, ct);
        if (running.Find(container => container.RemovesItself) is { } lost)
            throw new DeviceException(DeviceFault.Failed, $"stop container {lost.Name}", "it is removed as soon as it stops, and could not be started again");
        await context.KeepAsync(new JsonObject { [StoppedKey] = new JsonObject(running.Select(container => KeyValuePair.Create(container.Id, (JsonNode?)container.Name))) }, ct);
        var attempts = new Attempts("stop the user's containers");

        // What was started later may need what was started before it.
        foreach (var container in Enumerable.Reverse(running)) await attempts.TryAsync(() => context.Device.Containers.StopContainerAsync(container.Id, ct));
        attempts.End();
    }

    /// <inheritdoc/>
    public override ValueTask UndoAsync(StepContext context, CancellationToken ct) => StartAsync(context, _ => true, ct);

    /// <inheritdoc/>
    public override ValueTask CleanAsync(StepContext context, CancellationToken ct) =>
        // The engine takes them for stopped by their owner, and would leave them so for ever.
        StartAsync(context, there => there?.Restart is RestartPolicy.UnlessStopped or RestartPolicy.OnFailure, ct);

    static async ValueTask StartAsync(StepContext context, Func<ContainerState?, bool> chosen, CancellationToken ct)
    {
        if (context.Kept?[StoppedKey] is not JsonObject { Count: > 0 } stopped) return;
        var containers = context.Device.Containers;
        if (!(await containers.LookAsync(ct)).Ready) await containers.StartAsync(ct);
        var there = await containers.ContainersAsync(ct);
        var attempts = new Attempts("start the user's containers");
        foreach (var (id, _) in stopped)
        {
            var container = there.FirstOrDefault(one => one.Id == id);
            if (container is { Running: true } || !chosen(container)) continue;
            await attempts.TryAsync(() => containers.StartContainerAsync(id, ct));
        }

        attempts.End();
    }

    static async ValueTask<List<ContainerState>> RunningAsync(StepContext context, CancellationToken ct)
    {
        var supervisor = await SupervisorImages.ReadAsync(context, ct);
        return [.. (await context.Device.Containers.ContainersAsync(ct)).Where(container => container.Running && !supervisor.Hold(container.Image))];
    }
}
