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
        var (taken, erased, reasons) = (new Dictionary<string, long>(), new HashSet<string>(), new List<string>());
        taken[run.Device.Layout.Journal.Partition] = 2 * Journal.Capacity;
        if (await WhyNoRoomForProgramAsync(run.Device, taken, ct) is { } noRoom) reasons.Add(noRoom);
        foreach (var step in run.Plan.Steps.Where(step => !run.State.Skipped.Contains(step.Header.Number)))
        {
            var context = run.ContextOf(step);
            erased.UnionWith(step.Effects.Where(effect => effect is { Kind: EffectKind.Erases, Partition: not null }).Select(effect => context.Partition(effect.Partition!)));
            foreach (var asked in await NeedsAsync(step, context, ct))
            {
                var need = asked with { Whole = asked.Whole || erased.Contains(asked.Partition) };
                var before = taken.GetValueOrDefault(need.Partition);
                if (await WhyTooSmallAsync(run.Device, need, before, ct) is { } reason) reasons.Add($"step {step.Header.Number} {step.Kind.Name}: {reason}");
                if (need.Lasting) taken[need.Partition] = before + need.Bytes;
            }
        }

        return reasons;
    }

    static async ValueTask<string?> WhyNoRoomForProgramAsync(IDevice device, Dictionary<string, long> taken, CancellationToken ct)
    {
        var staging = device.Layout.Staging.Partition;
        var need = new SpaceNeed(staging, (await device.Program.LookAsync(ct)).Size + MiB, Lasting: true, "a copy of Planner and of the plan");
        var before = taken.GetValueOrDefault(staging);
        taken[staging] = before + need.Bytes;
        return await WhyTooSmallAsync(device, need, before, ct);
    }

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

    /// <summary>What a fresh ext4 keeps of a partition for its inode tables and journal, as mke2fs sizes them: a little more than it does.</summary>
    static long KeptByFileSystem(long size) => Math.Min(size / 8, (size / 40) + (32 * MiB));

    static async ValueTask<string?> WhyTooSmallAsync(IDevice device, SpaceNeed need, long before, CancellationToken ct)
    {
        if (await device.Disks.LookAsync(need.Partition, ct) is not { } state) return $"the device has no partition {need.Partition}";
        if (need.Whole)
        {
            var usable = state.Size - KeptByFileSystem(state.Size);
            return before + need.Bytes <= usable ? null : $"{need.Why} needs {ByteSize.Format(before + need.Bytes)} and {need.Partition} has {ByteSize.Format(usable)}";
        }

        if (state.Free is not { } free) return $"{need.Partition} has no file system that can be read";
        return before + need.Bytes <= free ? null : $"{need.Why} needs {ByteSize.Format(need.Bytes)}{(before > 0 ? $" beside {ByteSize.Format(before)} of earlier steps" : "")}, and {need.Partition} has {ByteSize.Format(free)} free";
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
