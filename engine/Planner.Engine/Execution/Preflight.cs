using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>What is asked before the first effect: every leading check, every image, and the space of all steps together. Changes nothing.</summary>
static class Preflight
{
    const long MiB = 1 << 20;

    /// <summary>Every reason against running; none when it may begin.</summary>
    internal static async ValueTask<IReadOnlyList<string>> RefusalsAsync(Run run, CancellationToken ct)
    {
        var reasons = new List<string>();
        await run.BindAsync(ct);
        foreach (var check in LeadingChecks(run)) reasons.AddRange(await check.WaitAsync(run.ContextOf(check), ct));
        reasons.AddRange(run.Answers.Values.Where(answer => answer.Failure is not null).Select(answer => answer.Failure!.Message));
        if (reasons.Count == 0) reasons.AddRange(await SpaceAsync(run, ct));
        return [.. reasons.Distinct()];
    }

    /// <summary>The checks before the first step that does anything.</summary>
    internal static IEnumerable<Check> LeadingChecks(Run run) =>
        run.Plan.Steps.Where(step => !run.State.Skipped.Contains(step.Header.Number)).TakeWhile(step => step is Check).Cast<Check>();

    static async ValueTask<IReadOnlyList<string>> SpaceAsync(Run run, CancellationToken ct)
    {
        var (room, erased, reasons) = (new Room(run.Device), new HashSet<string>(), new List<string>());
        foreach (var own in await OwnNeedsAsync(run.Device, ct))
            if (await room.WhyTooSmallAsync(own, ct) is { } reason) reasons.Add(reason);

        foreach (var step in run.Plan.Steps)
        {
            if (run.State.Skipped.Contains(step.Header.Number)) continue;
            var context = run.ContextOf(step);
            foreach (var effect in step.Effects)
                if (effect is { Kind: EffectKind.Erases, Partition: { } partition }) erased.Add(context.Partition(partition));
            foreach (var need in await NeedsAsync(step, context, ct))
                if (await room.WhyTooSmallAsync(need with { Whole = need.Whole || erased.Contains(need.Partition) }, ct) is { } reason) reasons.Add($"step {step.Header.Number} {step.Kind.Name}: {reason}");
            if (step is Relocate relocate && context.Slot(relocate.To) is { } slot) await run.ForeseeAsync(slot, ct);
        }

        return reasons;
    }

    /// <summary>What the run itself needs, whatever its steps do.</summary>
    static async ValueTask<IReadOnlyList<SpaceNeed>> OwnNeedsAsync(IDevice device, CancellationToken ct) =>
    [
        // The journal of the run before stays until the new one is whole.
        new(device.Layout.Journal.Partition, 2 * Journal.Capacity, Lasting: true, "the journal"),
        new(device.Layout.Staging.Partition, (await device.Program.LookAsync(ct)).Size + MiB, Lasting: true, "a copy of Planner and of the plan"),
    ];

    static async ValueTask<IReadOnlyList<SpaceNeed>> NeedsAsync(Step step, StepContext context, CancellationToken ct)
    {
        try
        {
            return await step.SpaceAsync(context, ct);
        }
        catch (DeviceException e)
        {
            // What stands in the way of knowing the need stands in the way of the step.
            throw new PreflightException($"step {step.Header.Number} {step.Kind.Name}: {e.Message}", e);
        }
    }
}

/// <summary>The preflight could not be made.</summary>
/// <param name="reason">Why, with the step.</param>
/// <param name="cause">The failure.</param>
sealed class PreflightException(string reason, DeviceException cause) : Exception(reason, cause)
{
    /// <summary>The kind of failure.</summary>
    internal DeviceFault Fault { get; } = cause.Fault;
}
