using System.Text.Json.Nodes;
using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>The way back: every step that was begun is taken back in reverse order. It goes on past what fails, but never past a switch that still stands, nor to a step that changed the same as one whose undo is to be tried again: the older state comes last. What fails is tried again in later boots.</summary>
/// <param name="run">The run.</param>
/// <param name="damage">What of its journal is damaged, or null: then more may have been done than it tells.</param>
sealed class Backward(Run run, string? damage = null)
{
    /// <summary>Boots in which an undo is tried before it is given up.</summary>
    const int Boots = 3;

    readonly List<string> waiting = [];

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
        run.BeginUndo();
        if (!run.State.Undoing && await WhyNotBegunAsync(JournalEntry.Caused(JournalEntry.UndoMark, failed, causes)) is { } why)
            return await new Ending(run).LeaveAsync(Ending.Of(run, OutcomeKind.Resuming, null) with { Reasons = [.. causes, $"nothing was undone, because nowhere can be written down that it is: {why}"] }, RunStatus.Running);
        if (damage is not null && await ReturnUntoldSwitchAsync() is { } untold) return untold;
        var later = new List<Step>();
        foreach (var step in run.Plan.Steps.Reverse())
        {
            if (!run.State.Steps.TryGetValue(step.Header.Number, out var state) || !state.IsBegun) continue;
            if (step is { Switches: not null } and not SwitchBoot && await ReturnSwitchAsync(state) is { } stays) return stays;
            if (!state.IsUndone && later.Find(step.SharesWith) is { } first)
            {
                waiting.Add($"step {state.Number} {state.Title}: step {first.Header.Number} has changed the same and is to be undone first");
                continue;
            }

            if (!state.IsUndone && step.Undo == UndoPolicy.Restores && await UndoAsync(step, state) is { } left)
            {
                if (step is SwitchBoot or Relocate) return await StoppedAsync(left);
                if (MayHelp(state)) later.Add(step);
                continue;
            }

            if (step is SwitchBoot or Relocate && await ReturnAsync() is { } stopped) return stopped;
        }

        var (stands, unknown) = await WhatStandsAsync();
        if (stands is not null) return await StoppedAsync(stands);
        if (unknown is not null) await TryMarkAsync(JournalEntry.UndoFailed(null, [unknown], run.State.LastBoot, givenUp: false));
        return await EndAsync(fault, [.. Left(), .. unknown is null ? Array.Empty<string>() : [unknown]], unknown is not null && run.State.UndoFailures < Boots);
    }

    /// <summary>Makes it durable that the run is being taken back, before anything is: what is undone must never be taken for done.</summary>
    async ValueTask<string?> WhyNotBegunAsync(JournalEntry entry)
    {
        try
        {
            await run.MarkAsync(entry, CancellationToken.None);
            return null;
        }
        catch (DeviceException e)
        {
            return e.Message;
        }
    }

    async ValueTask<Outcome> EndAsync(DeviceFault fault, IReadOnlyList<string> left, bool mayHelp)
    {
        var after = (await run.Facts.ReadAsync("os.version", CancellationToken.None)).Text;
        var outcome = Ending.Of(run, OutcomeKind.Failed, after ?? run.State.OsBefore) with { Fault = fault, Left = left };
        if (damage is not null) return await new Ending(run).PutAsideAsync(outcome, damage);
        if (mayHelp || Unfinished().Any(MayHelp))
            return await new Ending(run).LeaveAsync(outcome with { Kind = OutcomeKind.Resuming, Reasons = [.. outcome.Reasons, "what could not be undone is tried again at the next boot"] }, RunStatus.Failed);
        return await new Ending(run).CloseAsync(outcome, RunStatus.Failed);
    }

    /// <summary>A switch that lines tell of which are lost: the boot variables have the last word on it.</summary>
    async ValueTask<Outcome?> ReturnUntoldSwitchAsync()
    {
        try
        {
            if (run.Plan.Steps.Any(step => step.Switches is not null && run.State.Steps.GetValueOrDefault(step.Header.Number)?.Kept is not null)) return null;
            if ((await run.Boot.ReadAsync(run.Device.Board, run.Device.Files, CancellationToken.None)).Slot is not { } named || named == run.State.ActiveSlot) return null;
            await SwitchBoot.BackAsync(run.Boot, run.Device, run.State.ActiveSlot, CancellationToken.None);
            return await ReturnAsync();
        }
        catch (DeviceException e)
        {
            return await StoppedAsync(e.Message);
        }
    }

    /// <summary>Takes back the switch that a program made in the middle of its step, before anything else of the step: what the program was to tell of it does not count, the boot variables do. What came of it when the way ends here.</summary>
    async ValueTask<Outcome?> ReturnSwitchAsync(StepState state)
    {
        // One that had not kept what its undo needs had not begun its program.
        if (state.Kept is null) return null;
        var failure = await new Again(run.Device.Clock).TryAsync(async () =>
        {
            var now = await run.Boot.ReadAsync(run.Device.Board, run.Device.Files, CancellationToken.None);
            if (!now.Is(run.State.ActiveSlot)) await SwitchBoot.BackAsync(run.Boot, run.Device, run.State.ActiveSlot, CancellationToken.None, ofProgram: true);
        });
        return failure is null ? await ReturnAsync() : await StoppedAsync(failure.Message);
    }

    /// <summary>Boots the old OS where the new one runs; what came of it when the way ends here.</summary>
    async ValueTask<Outcome?> ReturnAsync()
    {
        try
        {
            if (await run.Device.Power.RunningSlotAsync(CancellationToken.None) == run.State.ActiveSlot) return null;
            if (run.State.Returns >= Boots) return await StoppedAsync($"slot {run.State.ActiveSlot} did not come up in {Boots} boots");
            await PutBootFilesBackAsync();
            await TryMarkAsync(JournalEntry.Of(JournalEntry.ReturnMark));
            await run.RebootAsync(CancellationToken.None);
            if (run.IsLeaving) return Ending.Of(run, OutcomeKind.PendingReboot, null);
            var running = await run.Device.Power.RunningSlotAsync(CancellationToken.None);
            return running == run.State.ActiveSlot ? null : await StoppedAsync($"slot {running} came up instead of {run.State.ActiveSlot}");
        }
        catch (DeviceException e)
        {
            return await StoppedAsync(e.Message);
        }
    }

    /// <summary>Puts back what the loader reads while the new OS still runs: the old one must not boot under files of the new one, its kernel among them. What fails is tried again under the old one, and so is what an earlier step shares with it.</summary>
    async ValueTask PutBootFilesBackAsync()
    {
        var later = new List<Step>();
        foreach (var step in run.Plan.Steps.Where(step => step is not (SwitchBoot or Relocate) && step.Undo == UndoPolicy.Restores).Reverse())
        {
            if (!run.State.Steps.TryGetValue(step.Header.Number, out var state) || state is { IsBegun: false } or { IsUndone: true }) continue;
            if (!IsReadByLoader(step) || later.Exists(step.SharesWith) || await UndoAsync(step, state) is not null) later.Add(step);
        }
    }

    bool IsReadByLoader(Step step) =>
        run.Device.Board.File is { } file && step.Effects.Any(effect => effect.Kind != EffectKind.Reads && effect.Partition == file.Partition);

    /// <summary>Whether the boot variables name another slot than the old one after all. Where they can not be read, that is told, but keeps nothing from ending.</summary>
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

    async ValueTask<string?> UndoAsync(Step step, StepState state)
    {
        // Something about this undo ends the process, or takes the machine down, every time: the others come first.
        if (run.State.Interruptions >= Boots && step is not (SwitchBoot or Relocate)) return await GiveUpAsync(step, ["its undo was interrupted again and again"], givenUp: true);
        if (state.IsGivenUp) return state.UndoFailure;
        var failure = await new Again(run.Device.Clock).TryAsync(async () =>
        {
            await RequireSamePartitionsAsync(step, state);
            using var time = run.Device.Clock.Within(step.Header.Timeout, CancellationToken.None);
            await step.UndoAsync(run.ContextOf(step), time.Token);
        });
        if (failure is not null) return await GiveUpAsync(step, Causes.Of(failure), givenUp: false);
        // Where the old OS is from now on.
        var slot = step is Relocate ? Relocate.SlotAfterUndo(run.ContextOf(step)) : null;
        await TryMarkAsync(slot is null ? JournalEntry.Of(JournalEntry.UndoneMark, step.Header.Number) : new JournalEntry(JournalEntry.UndoneMark, step.Header.Number, new JsonObject { [Relocate.SlotOutput] = slot }));
        run.Report(new StepUndone(step.Header.Number, run.TitleOf(step), null));
        await run.Log.WriteAsync(CancellationToken.None);
        return null;
    }

    async ValueTask<string> GiveUpAsync(Step step, IReadOnlyList<string> causes, bool givenUp)
    {
        var reason = string.Join(": ", causes);
        await TryMarkAsync(JournalEntry.UndoFailed(step.Header.Number, causes, run.State.LastBoot, givenUp));
        run.Report(new StepUndone(step.Header.Number, run.TitleOf(step), reason));
        await run.Log.WriteAsync(CancellationToken.None);
        return reason;
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

    /// <summary>Once it is known that the run is taken back, a mark that can not be written keeps nothing from being put back: undoing twice does no harm.</summary>
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

    ValueTask<Outcome> StoppedAsync(string why) => new Ending(run).LeaveAsync(
        Ending.Of(run, OutcomeKind.Resuming, null) with { Reasons = [$"the switch of the boot slot still stands, nothing before it was undone: {why}"] }, RunStatus.Running);

    /// <summary>Whether another boot may help.</summary>
    static bool MayHelp(StepState state) => state is { IsGivenUp: false, UndoFailures: < Boots };

    IEnumerable<StepState> Unfinished() => run.State.Steps.Values.Where(state => state is { IsUndone: false, UndoFailure: not null });

    IEnumerable<string> Left() => Unfinished().OrderBy(state => state.Number).Select(state => $"step {state.Number} {state.Title}: {state.UndoFailure}").Concat(waiting);
}
