using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>The way back: every step that was begun is taken back in reverse order. It goes on past what fails, but never past a switch that still stands.</summary>
/// <param name="run">The run.</param>
sealed class Backward(Run run)
{
    const int Tries = 3;

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Turns the run around after a failure.</summary>
    internal async ValueTask<Outcome> GoAsync(Step step, Exception failure, CancellationToken ct)
    {
        var causes = failure is OperationCanceledException && ct.IsCancellationRequested ? ["interrupted by the user"] : Causes.Of(failure);
        var fault = failure is DeviceException device ? device.Fault : DeviceFault.Failed;
        return await GoAsync(step.Header.Number, causes, fault);
    }

    /// <summary>Takes the run back for a reason; goes on where an earlier undo stopped.</summary>
    internal async ValueTask<Outcome> GoAsync(int? failed, IReadOnlyList<string> causes, DeviceFault fault)
    {
        run.Report(new UndoBegan(causes));
        await TryMarkAsync(JournalEntry.Caused(JournalEntry.UndoMark, failed, causes));
        foreach (var step in run.Plan.Steps.Reverse())
        {
            if (!run.State.Steps.TryGetValue(step.Header.Number, out var state) || !state.IsBegun) continue;
            if (!state.IsUndone && step.Undo == UndoPolicy.Restores && await UndoAsync(step) is { } left)
            {
                if (step is SwitchBoot) return await StoppedAsync(left);
                continue;
            }

            if (step is SwitchBoot && await ReturnAsync() is { } stopped) return stopped;
        }

        var (stands, unknown) = await WhatStandsAsync();
        if (stands is not null) return await StoppedAsync(stands);
        var after = (await run.Facts.ReadAsync("os.version", CancellationToken.None)).Text;
        var outcome = Ending.Of(run, OutcomeKind.Failed, after ?? run.State.OsBefore) with { Fault = fault, Left = [.. Left(), .. unknown is null ? Array.Empty<string>() : [unknown]] };
        return await new Ending(run).CloseAsync(outcome, RunStatus.Failed);
    }

    /// <summary>Boots the old OS where the new one runs; what came of it when the way ends here.</summary>
    async ValueTask<Outcome?> ReturnAsync()
    {
        try
        {
            if (await run.Device.Power.RunningSlotAsync(CancellationToken.None) == run.State.ActiveSlot) return null;
            await run.RebootAsync(CancellationToken.None);
            if (run.IsLeaving) return Ending.Of(run, OutcomeKind.PendingReboot, run.State.OsBefore);
            var running = await run.Device.Power.RunningSlotAsync(CancellationToken.None);
            return running == run.State.ActiveSlot ? null : await StoppedAsync($"slot {running} came up instead of {run.State.ActiveSlot}");
        }
        catch (DeviceException e)
        {
            return await StoppedAsync(e.Message);
        }
    }

    /// <summary>A switch that the journal does not tell of, because it is damaged: the boot variables have the last word on what boots next. Where they can not be read, that is told, but keeps nothing from ending.</summary>
    async ValueTask<(string? Stands, string? Unknown)> WhatStandsAsync()
    {
        try
        {
            var next = await run.Boot.ReadAsync(run.Device.Board, run.Device.Files, CancellationToken.None);
            return (next.Slot is { } named && named != run.State.ActiveSlot ? $"the boot variables name slot {named}" : null, null);
        }
        catch (DeviceException e)
        {
            return (null, $"the boot variables can not be read: {e.Message}");
        }
    }

    async ValueTask<string?> UndoAsync(Step step)
    {
        for (var left = Tries - 1; ; left--)
        {
            try
            {
                var context = run.ContextOf(step);
                await RequireSamePartitionsAsync(step, run.State.Steps[step.Header.Number]);
                using var time = run.Device.Clock.Within(step.Header.Timeout, CancellationToken.None);
                await step.UndoAsync(context, time.Token);
                await TryMarkAsync(JournalEntry.Of(JournalEntry.UndoneMark, step.Header.Number));
                run.Report(new StepUndone(step.Header.Number, run.TitleOf(step), null));
                return null;
            }
            catch (Exception e) when (Causes.IsExpected(e) || e is OperationCanceledException)
            {
                if (left > 0)
                {
                    await run.Device.Clock.DelayAsync(Pause, CancellationToken.None);
                    continue;
                }

                var causes = Causes.Of(e);
                await TryMarkAsync(JournalEntry.Caused(JournalEntry.UndoFailedMark, step.Header.Number, causes));
                var reason = string.Join(": ", causes);
                run.Report(new StepUndone(step.Header.Number, run.TitleOf(step), reason));
                return reason;
            }
            finally
            {
                await run.Log.WriteAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>A name may mean another disk than it did when the step began: then its undo would hit the wrong one. The way back of a switch leads to the active slot; a step that names no slot needs none.</summary>
    async ValueTask RequireSamePartitionsAsync(Step step, StepState state)
    {
        var named = step is SwitchBoot ? [Roles.Active] : step.Effects.Select(effect => effect.Partition).ToHashSet();
        foreach (var role in state.Roles.Where(role => named.Contains(role.Key)).Select(role => role.Value))
        {
            var now = await run.Device.Disks.LookAsync(role.Partition, CancellationToken.None);
            if (now?.Id != role.Id) throw new DeviceException(DeviceFault.Failed, $"undo on {role.Partition}", $"it is {now?.Id ?? "not there"} now and was {role.Id}");
        }
    }

    /// <summary>A journal that can not be written must not keep the device from being put back.</summary>
    async ValueTask TryMarkAsync(JournalEntry entry)
    {
        try
        {
            await run.MarkAsync(entry, CancellationToken.None);
        }
        catch (DeviceException e)
        {
            run.Report(new StepProgress(entry.Step ?? 0, $"the journal can not be written: {e.Message}"));
            run.State.Apply(run.Secrets.In(entry));
        }
    }

    async ValueTask<Outcome> StoppedAsync(string why)
    {
        var outcome = Ending.Of(run, OutcomeKind.Resuming, null) with { Reasons = [$"the switch of the boot slot still stands, nothing before it was undone: {why}"] };
        foreach (var line in EventText.Of(new RunEnded(outcome))) run.Log.AddLine(line);
        await run.Log.WriteAsync(CancellationToken.None);
        await run.Status.WriteAsync(RunStatus.Running, 100, null, EventText.Word(outcome.Kind), [.. run.State.Cause, .. outcome.Reasons], CancellationToken.None);
        return outcome;
    }

    List<string> Left() => [.. run.Plan.Steps
        .Where(step => run.State.Steps.TryGetValue(step.Header.Number, out var state) && state is { IsUndone: false, UndoFailure: not null })
        .Select(step => $"step {step.Header.Number} {run.TitleOf(step)}: {run.State.Steps[step.Header.Number].UndoFailure}")];
}
