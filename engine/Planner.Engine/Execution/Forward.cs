using System.Security.Cryptography;
using System.Text;
using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>The way forward through a plan: each step is begun, probed, applied and ended, with its marks durable before and after; a failure turns the run around.</summary>
/// <param name="run">The run.</param>
sealed class Forward(Run run)
{
    internal async ValueTask<Outcome> GoAsync(CancellationToken ct)
    {
        var passed = Preflight.LeadingChecks(run).Select(check => check.Header.Number).ToHashSet();
        foreach (var step in run.Plan.Steps)
        {
            var number = step.Header.Number;
            if (run.State.Steps.TryGetValue(number, out var state) && state.IsEnded) continue;
            if (run.State.Skipped.Contains(number))
            {
                run.Report(new StepEnded(number, StepResult.Skipped));
                continue;
            }

            var failure = await TakeAsync(step, passed.Contains(number), ct);
            if (failure is not null && run.HasReturn) return await new Backward(run).GoAsync(step, failure, ct);
            if (failure is not null && await new Onward(run, again => TakeAsync(step, false, again)).GoAsync(step, failure, ct) is { } parked) return parked;
            if (run.IsLeaving) return Stop();
        }

        return await EndAsync();
    }

    async ValueTask<Exception?> TakeAsync(Step step, bool passed, CancellationToken ct)
    {
        var number = step.Header.Number;
        var (status, title) = (run.Status.At(step), run.TitleOf(step));
        run.Report(status);
        run.Report(new StepBegan(number, step.Header.Id, step.Kind.Name, title));
        await run.Status.WriteAsync(status.Text, status.Percentage, step, null, [], CancellationToken.None);
        try
        {
            ct.ThrowIfCancellationRequested();
            if (step.Header.NoReturn is not null && run.HasReturn && await WhyNotBeyondAsync(step, ct) is { } why) return why;

            // The roles of a step that was interrupted stay what they were.
            if (!run.State.Steps.TryGetValue(number, out var state) || !state.IsBegun) await run.MarkAsync(StepState.Beginning(step, title, await run.BindAsync(ct)), ct);
            if (!passed) return await TryAsync(step, ct);
            await run.MarkAsync(JournalEntry.Of(JournalEntry.EndMark, number), ct);
            run.Report(new StepEnded(number, StepResult.Done));
            return null;
        }
        catch (Exception e) when (Causes.IsExpected(e) || e is OperationCanceledException)
        {
            return e;
        }
        finally
        {
            await run.Log.WriteAsync(CancellationToken.None);
        }
    }

    async ValueTask<Exception?> WhyNotBeyondAsync(Step step, CancellationToken ct)
    {
        IReadOnlyList<string> reasons = [];
        var failure = await new Again(run.Device.Clock).TryUntilAsync(async () => reasons = await Preflight.BeyondAsync(run, step, ct), ct);
        return failure ?? (reasons.Count > 0 ? new DeviceException(DeviceFault.NoSpace, "pass the point of no return", string.Join("; ", reasons)) : null);
    }

    async ValueTask<Exception?> TryAsync(Step step, CancellationToken ct)
    {
        var number = step.Header.Number;
        var context = run.ContextOf(step);
        for (var left = step.Header.Retry.Attempts - 1; ; left--)
        {
            try
            {
                var how = await ProbeAndApplyAsync(step, context, ct);
                if (run.IsLeaving) return null;
                await run.MarkAsync(new JournalEntry(JournalEntry.EndMark, number, context.Outputs), ct);
                run.Report(new StepEnded(number, how));
                return null;
            }
            catch (Exception e) when (Causes.IsExpected(e))
            {
                var causes = Causes.Of(e);
                run.Report(new StepFailed(number, causes, left));
                if (left <= 0 || !MayHelpAgain(e)) return e;
                // Where it is tried for ever, the journal must not run full of it.
                if (run.HasReturn) await run.MarkAsync(JournalEntry.Caused(JournalEntry.FailedMark, number, causes), ct);
                await run.Device.Clock.DelayAsync(WaitOf(step, left), ct);
            }
        }
    }

    /// <summary>The wait before another try. Where a peer is asked it is longer by up to a half, in each run by another part: devices that lost a peer at one moment must not all come back at one moment.</summary>
    TimeSpan WaitOf(Step step, int left)
    {
        var wait = step.Header.Retry.Wait;
        if (!step.Effects.Any(effect => effect.Resource == ResourceKind.Network)) return wait;
        var part = SHA256.HashData(Encoding.UTF8.GetBytes($"{run.State.Id}/{step.Header.Number}/{left}"))[0];
        return wait + (wait * (part / 510.0));
    }

    async ValueTask<StepResult> ProbeAndApplyAsync(Step step, StepContext context, CancellationToken ct)
    {
        var (clock, limit) = (run.Device.Clock, step.Header.Timeout);
        var began = clock.Elapsed;
        using var time = clock.Within(limit, ct);
        try
        {
            if (await step.ProbeAsync(context, time.Token) == Probe.Done)
            {
                await FlushAsync(step, context, time.Token);
                return StepResult.AlreadyDone;
            }

            await step.ApplyAsync(context, time.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw TooLong(step, e);
        }

        // A device whose calls can not be cut short tells by its clock that they took too long.
        return clock.Elapsed - began <= limit || run.IsLeaving ? StepResult.Done : throw TooLong(step, null);
    }

    /// <summary>What an earlier try did may be seen, and not be on the disk: its flush may be what failed.</summary>
    static async ValueTask FlushAsync(Step step, StepContext context, CancellationToken ct)
    {
        // A table is read from the disk, and what it gives up has no file system.
        if (step is Repartition) return;
        var written = step.Effects.Where(effect => effect.Kind != EffectKind.Reads).Select(effect => effect.Resource switch
        {
            ResourceKind.BootVariables => context.Device.Board.File?.Partition,
            ResourceKind.Supervisor => context.Device.Layout.Supervisor?.Override?.Partition,
            _ => effect.Partition is { } name ? context.Partition(name) : null,
        });
        foreach (var partition in written.OfType<string>().Distinct()) await context.Device.Files.FlushAllAsync(partition, ct);
    }

    static DeviceException TooLong(Step step, Exception? inner) => new(DeviceFault.TimedOut, step.Describe(), $"it did not end within {step.Header.Timeout}", inner);

    /// <summary>What is not authentic, for another platform or not there stays so, and a lock was waited for: trying again only costs time.</summary>
    static bool MayHelpAgain(Exception failure) =>
        failure is not DeviceException { Fault: DeviceFault.NotAuthentic or DeviceFault.WrongPlatform or DeviceFault.NotFound or DeviceFault.NoSpace or DeviceFault.Held };

    Outcome Stop() => Ending.Of(run, OutcomeKind.PendingReboot, run.State.OsBefore);

    async ValueTask<Outcome> EndAsync()
    {
        var after = (await run.Facts.ReadAsync("os.version", CancellationToken.None)).Text ?? run.State.Target;
        return await new Ending(run).CloseAsync(Ending.Of(run, OutcomeKind.Done, after), RunStatus.Done);
    }
}
