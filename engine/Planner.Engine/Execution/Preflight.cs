using Planner.Engine.Devices;
using Planner.Engine.Disks;
using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>What is asked before the first effect: every leading check, every image, and the space of all steps together. Changes nothing.</summary>
static class Preflight
{
    const long MiB = 1 << 20;

    /// <summary>Every reason against running; none when it may begin.</summary>
    /// <param name="run">The run.</param>
    /// <param name="former">The run that led on to it, or null.</param>
    /// <param name="ct">Ends the call.</param>
    internal static async ValueTask<IReadOnlyList<string>> RefusalsAsync(Run run, string? former, CancellationToken ct)
    {
        var reasons = new List<string>();
        await run.BindAsync(ct);
        foreach (var check in LeadingChecks(run)) reasons.AddRange(await check.WaitAsync(run.ContextOf(check), ct));
        reasons.AddRange(run.Answers.Values.Where(answer => answer.Failure is not null).Select(answer => answer.Failure!.Message));
        if (reasons.Count == 0) reasons.AddRange(await SpaceAsync(run, 1, former, ct));
        return [.. reasons.Distinct()];
    }

    /// <summary>The checks before the first step that does anything.</summary>
    internal static IEnumerable<Check> LeadingChecks(Run run) =>
        run.Plan.Steps.Where(step => !run.State.Skipped.Contains(step.Header.Number)).TakeWhile(step => step is Check).Cast<Check>();

    /// <summary>What is asked once more right before the point of no return: whether there is room for everything behind it, now that image and data are there and their sizes known to the byte. Every reason against going on.</summary>
    internal static async ValueTask<IReadOnlyList<string>> BeyondAsync(Run run, Step point, CancellationToken ct)
    {
        foreach (var step in run.Plan.Steps.Where(step => run.State.Steps.TryGetValue(step.Header.Number, out var state) && state.IsEnded))
        {
            if (step is Pull { To: not null } pull) await pull.KnowAsync(run.ContextOf(pull), ct);
            if (step is Backup backup) await backup.KnowAsync(run.ContextOf(backup), ct);
        }

        try
        {
            return [.. await InUseAsync(run, point, ct), .. await SpaceAsync(run, point.Header.Number, null, ct)];
        }
        catch (PreflightException e)
        {
            throw new DeviceException(e.Fault, "look beyond the point of no return", e.Message, e);
        }
    }

    /// <summary>Partitions that the step gives up and that somebody still uses: the step would be refused when there is no way back.</summary>
    static async ValueTask<IReadOnlyList<string>> InUseAsync(Run run, Step point, CancellationToken ct)
    {
        var used = new List<string>();
        foreach (var name in (point as Repartition)?.Lost ?? [])
            if (await run.Device.Disks.LookAsync(name, ct) is { MountedElsewhere: { } where }) used.Add($"{name} is in use at {where}");
        return used;
    }

    static async ValueTask<IReadOnlyList<string>> SpaceAsync(Run run, int from, string? former, CancellationToken ct)
    {
        var (room, reasons) = (new Room(run.Device), new List<string>());
        var (layout, active) = (run.Device.Layout, (string?)null);
        try
        {
            if (from == 1) await AskAsync(room, reasons, await OwnNeedsAsync(run.Device, former, ct), "", ct);
            foreach (var step in run.Plan.Steps.Skip(from - 1))
            {
                if (run.State.Skipped.Contains(step.Header.Number)) continue;
                var (context, title) = (run.ContextOf(step), $"step {step.Header.Number} {step.Kind.Name}: ");
                var needs = await InStepAsync(step, () => step.SpaceAsync(context, ct));
                foreach (var effect in step.Effects)
                    if (effect is { Kind: EffectKind.Erases, Partition: { } partition }) room.Erase(context.Partition(partition));
                await AskAsync(room, reasons, needs, title, ct);
                if (step is Relocate relocate && context.Slot(relocate.To) is { } slot) await run.ForeseeAsync(active = slot, ct);
                if (step is not Repartition change) continue;
                await InStepAsync<object?>(step, async () =>
                {
                    await room.ChangeAsync(change, ct);
                    return null;
                });
                run.Rebind();
                active = active is null ? null : LayoutChange.SlotAfter(change.From!, change.Into!, active);
                if (active is null) await run.BindAsync(ct);
                else await run.ForeseeAsync(active, ct);
                await AskAsync(room, reasons, await OwnNeedsAsync(run.Device, null, ct), title, ct);
            }
        }
        finally
        {
            if (run.Device.Layout.Id != layout.Id)
            {
                await run.Device.NameAsync(layout, CancellationToken.None);
                run.Rebind();
            }
        }

        return reasons;
    }

    static async ValueTask AskAsync(Room room, List<string> reasons, IReadOnlyList<SpaceNeed> needs, string title, CancellationToken ct)
    {
        foreach (var need in needs)
            if (await room.WhyTooSmallAsync(need, ct) is { } reason) reasons.Add($"{title}{reason}");
    }

    /// <summary>What the run itself needs, whatever its steps do. The Planner that a former run stored makes room for its own.</summary>
    static async ValueTask<IReadOnlyList<SpaceNeed>> OwnNeedsAsync(IDevice device, string? former, CancellationToken ct)
    {
        var freed = former is not null && await device.Files.StatAsync(StoredPlan.ProgramOf(device.Layout, former), ct) is { } stored ? stored.Size : 0;
        return
        [
            // The journal of the run before stays until the new one is whole.
            new(device.Layout.Journal.Partition, 2 * Journal.Capacity, Lasting: true, "the journal"),
            new(device.Layout.Staging.Partition, Math.Max((await device.Program.LookAsync(ct)).Size - freed, 0) + MiB, Lasting: true, "a copy of Planner and of the plan"),
        ];
    }

    static async ValueTask<T> InStepAsync<T>(Step step, Func<ValueTask<T>> asked)
    {
        try
        {
            return await asked();
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
