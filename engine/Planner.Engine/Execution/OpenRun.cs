using Planner.Engine.Boot;
using Planner.Engine.Devices;
using Planner.Engine.Language;

namespace Planner.Engine.Execution;

/// <summary>A run that a journal tells of, taken up again by another process.</summary>
/// <param name="device">The device.</param>
/// <param name="observer">Gets every event.</param>
sealed class OpenRun(IDevice device, IRunObserver observer)
{
    /// <summary>Goes on where the run was interrupted, forward or back. Nothing to go on with is fine.</summary>
    internal async ValueTask<Outcome> ResumeAsync(Func<StoredPlan, Plan?> planOf, CancellationToken ct)
    {
        var read = await LayoutInForce.FollowAsync(device, planOf, ct);
        if (read is null && await new RunSign(device).BegunAsync(ct) is not null) return await new DamagedJournal(device).PutAsideAsync(null, IsLost, ct);
        if (read is not { IsOver: false } content) return await NothingAsync(read is null ? null : RunState.Of(read.Entries), ct);
        if (content.IsForeign) return Open(RunState.Of(content.Entries), $"{content.Damage}, and ends the run");
        if (RunState.Of(content.Entries) is not { } state) return await new DamagedJournal(device).PutAsideAsync(null, content.Damage ?? "it does not begin with a run", ct);
        var (run, refused) = await LoadAsync(state, content.Journal, planOf, ct);
        if (state.Outcome is not null) return await CloseAsync(state, run, content.Journal, state.LeadsOn);
        // It would not be there at the next boot either.
        if (refused is { IsLost: true }) return await new DamagedJournal(device).PutAsideAsync(state, $"what to do: {refused.Reason}", ct);
        if (run is null) return Open(state, refused!.Reason);
        return await GoOnAsync(run, content.Damage, ct);
    }

    /// <summary>Takes the run back, unless it has been confirmed.</summary>
    internal async ValueTask<Outcome> AbortAsync(Func<StoredPlan, Plan?> planOf, CancellationToken ct)
    {
        if (await LayoutInForce.FollowAsync(device, planOf, ct) is not { } content)
            return await new RunSign(device).BegunAsync(ct) is null ? Refused(null, "there is no open run") : Open(null, $"{IsLost}: 'planner resume' ends the run");
        if (content.IsForeign) return Open(RunState.Of(content.Entries), $"{content.Damage}, and ends the run");
        if (RunState.Of(content.Entries) is not { } state)
            return content.IsOver ? Refused(null, "there is no open run") : Open(null, $"{content.Damage ?? "the journal does not begin with a run"}: 'planner resume' puts it aside");
        if (content.IsOver) return Refused(state, $"run {state.Id} is over: {state.Outcome?["outcome"]}");
        var (run, refused) = await LoadAsync(state, content.Journal, planOf, ct);
        if (state.Outcome is not null)
        {
            var leadsOn = state.LeadsOn;
            var closed = await CloseAsync(state, run, content.Journal, leadsOn: false);
            if (leadsOn) return closed with { Kind = OutcomeKind.Current, Reasons = [.. closed.Reasons, $"run {state.Id} is done, and what was to come behind it is given up"] };
            return Refused(state, $"run {state.Id} is over: {EventText.Word(closed.Kind)}; it is closed now");
        }

        if (run is null) return refused!.IsLost ? Refused(state, $"{refused.Reason}: 'planner resume' puts the run aside") : Open(state, refused.Reason);
        if (run.HasConfirmed) return await FinishAsync(run, ct);
        if (!run.HasReturn) return Refused(state, $"run {state.Id} is beyond its point of no return: 'planner resume' goes on with it");
        await MarkBootAsync(run, planned: true, ct);
        return await BackAsync(run, null, ["aborted by the user"], content.Damage);
    }

    async ValueTask<Outcome> GoOnAsync(Run run, string? damage, CancellationToken ct)
    {
        var standing = await Standing.OfAsync(run, ct);
        run.Report(new RunResumed(run.State.Id, run.State.Plan, standing.Why));
        if (standing.Why == Recovery.UntoldSwitch) damage ??= standing.Why;
        if (damage is not null && standing.MayBeConfirmed) return await new DamagedJournal(device).PutAsideAsync(run.State, damage, ct);
        switch (standing.Way)
        {
            case Way.Finish: return await FinishAsync(run, ct);
            case Way.Wait: return Ending.Of(run, OutcomeKind.Resuming, null) with { Reasons = [standing.Why] };
        }

        try
        {
            await MarkBootAsync(run, standing.IsPlanned, ct);
        }
        catch (DeviceException e) when (run.HasReturn)
        {
            return await BackAsync(run, run.State.OpenStep, [$"the journal can not be written: {e.Message}"], damage);
        }

        if (!run.HasReturn) return await Onward.ResumeAsync(run, standing, ct);
        if (damage is not null) return await BackAsync(run, run.State.OpenStep, [], damage);
        if (standing.Way == Way.Back) return await BackAsync(run, run.State.OpenStep, [standing.Why], null);
        if (await WhyNotForwardAsync(run, ct) is { } why) return await BackAsync(run, null, [why], null);
        if (run.State.Interruptions >= Interrupted.Limit) return await BackAsync(run, run.State.OpenStep, Interrupted.TooOften, null);
        return standing.NeedsAgain && await Interrupted.DoAgainAsync(run, ct) is { } failure ? await new Backward(run).GoAsync(failure.Step, failure.Cause, ct) : await new Forward(run).GoAsync(ct);
    }

    /// <summary>Frees what was stored for a run that was cut before it had a journal, or behind its end. What a person needs to put right what could not be undone stays.</summary>
    async ValueTask<Outcome> NothingAsync(RunState? last, CancellationToken ct)
    {
        // What says that it is over may be seen, and not be on the disk: nothing that it still needs may go before it is.
        if (last is not null) await device.Files.FlushAsync(Journal.PathIn(device.Layout), ct);
        var sign = new RunSign(device);
        // One that was cut before it had a journal has left nothing but its folder.
        var run = await sign.RunsAsync(ct) is [var stored, ..] ? stored : last?.Id;
        var keepsUndoData = run is not null && ((last?.Id == run && LeftOf(last).Count > 0) || await sign.IsLeftAsync(run, ct));
        var left = run is null ? await new Arming(device).DisarmAsync(ct) : await StoredPlan.FreeAsync(device, run, keepsUndoData, ct);
        return new Outcome { Kind = OutcomeKind.Current, Reasons = ["there is no open run", .. left] };
    }

    static IReadOnlyList<string> LeftOf(RunState state) => state.Outcome is { } outcome ? new JournalEntry(JournalEntry.OutcomeMark, null, outcome).TextsOf("left") : [];

    async ValueTask<(Run? Run, WhyNot? Refused)> LoadAsync(RunState state, Journal journal, Func<StoredPlan, Plan?> planOf, CancellationToken ct)
    {
        if (BootFamilies.Find(device.Board.Family) is not { } boot) return (null, new WhyNot($"board {device.Board.Name}: boot family '{device.Board.Family}' is not built yet", IsLost: false));
        var (where, stored) = ($"the plan that run {state.Id} stored in {device.Layout.Staging}", await StoredPlan.ReadAsync(device, state.Id, ct));
        if (stored is null) return (null, new WhyNot($"{where} is not there any more", IsLost: true));
        if (stored.PlanDigest != state.PlanDigest) return (null, new WhyNot($"{where} is not the one that it began with", IsLost: true));
        // Another Planner may know less; the one that began the run has read it before.
        if (planOf(stored) is not { } plan) return (null, new WhyNot($"{where} can not be read", IsLost: (await device.Program.LookAsync(ct)).Digest == state.Program));

        var target = state.Target is { } text && HostVersion.TryParse(text, out var version) ? version : null;
        var answers = state.Images.ToDictionary(image => image.Key, image => new ImageAnswer(image.Value, null));
        var inputs = plan.Inputs.Keys.Where(name => state.Values.ContainsKey($"input.{name}")).ToDictionary(name => name, name => state.Values[$"input.{name}"]);
        return (new Run(device, plan, boot, state, new FactReader(device, target, inputs, answers), journal, observer) { Answers = answers }, null);
    }

    /// <summary>Why this process must not go on with a run that may still be taken back; null when it may. Also says in staging that the run has begun, where that was cut.</summary>
    async ValueTask<string?> WhyNotForwardAsync(Run run, CancellationToken ct)
    {
        var program = "";
        var failure = await new Again(device.Clock).TryAsync(async () =>
        {
            if (run.State.Steps.Count == 0) await new RunSign(device).BeginAsync(run.State.Id, ct);
            program = (await device.Program.LookAsync(ct)).Digest;
        });
        if (failure is not null) return failure.Message;
        return run.State.Program is not { } beginner || beginner == program || run.IsConfirming ? null : "the Planner that began the run is gone, and this one is another: it does not go on with what it has not begun";
    }

    async ValueTask MarkBootAsync(Run run, bool planned, CancellationToken ct)
    {
        var boot = await device.Power.BootIdAsync(ct);
        if (planned && boot == run.State.LastBoot) return;
        await run.MarkAsync(JournalEntry.InBoot(planned ? JournalEntry.BootMark : JournalEntry.ResumeMark, boot), ct);
    }

    static async ValueTask<Outcome> BackAsync(Run run, int? failed, IReadOnlyList<string> causes, string? damage)
    {
        // The first failure stays the failure.
        var (step, why) = run.State.Undoing ? (run.State.FailedStep, run.State.Cause) : (failed, causes);
        return await new Backward(run, damage).GoAsync(step, damage is null ? why : [.. why, damage], DeviceFault.Failed);
    }

    /// <summary>Closes a run that is done and leads on to what is not to come any more; nothing happens where there is none.</summary>
    internal async ValueTask<Outcome> GiveUpAsync(Func<StoredPlan, Plan?> planOf, CancellationToken ct)
    {
        var read = await LayoutInForce.FollowAsync(device, planOf, ct);
        if (read is not { IsOver: false } content || RunState.Of(content.Entries) is not { LeadsOn: true } state) return Refused(null, "no run leads on to another one") with { Kind = OutcomeKind.Current };
        var (run, _) = await LoadAsync(state, content.Journal, planOf, ct);
        return await CloseAsync(state, run, content.Journal, leadsOn: false);
    }

    /// <summary>A run that had ended, but was cut before it was closed. Where its plan can still be read, it is cleaned up too. One that leads on is closed by what comes behind it: it is counted neither in boots nor in failures, however long that takes.</summary>
    async ValueTask<Outcome> CloseAsync(RunState state, Run? run, Journal journal, bool leadsOn)
    {
        var kind = state.Outcome!["outcome"]?.GetValue<string>() == EventText.Word(OutcomeKind.Done) ? OutcomeKind.Done : OutcomeKind.Failed;
        var (os, left) = (state.Outcome["os"]?.GetValue<string>(), LeftOf(state));
        if (run is not null)
        {
            if (state.Undoing) run.BeginUndo();
            if (!leadsOn) await MarkBootAsync(run, planned: true, CancellationToken.None);
            return await new Ending(run).FreeAsync(Ending.Of(run, kind, os) with { Left = left, Goal = leadsOn ? state.Goal : null }, kind == OutcomeKind.Done ? RunStatus.Done : RunStatus.Failed);
        }

        if (!leadsOn) await journal.AppendAsync(JournalEntry.Of(JournalEntry.ClosedMark), CancellationToken.None);
        return new Outcome { Run = state.Id, Kind = kind, OsBefore = state.OsBefore, OsAfter = os, Left = left, Goal = leadsOn ? state.Goal : null };
    }

    static async ValueTask<Outcome> FinishAsync(Run run, CancellationToken ct) =>
        await new Ending(run).CloseAsync(Ending.Of(run, OutcomeKind.Done, (await run.Facts.ReadAsync("os.version", ct)).Text ?? run.State.Target), RunStatus.Done);

    /// <summary>Why a run can not be gone on with.</summary>
    /// <param name="Reason">For people.</param>
    /// <param name="IsLost">Whether nobody can, ever.</param>
    sealed record WhyNot(string Reason, bool IsLost);

    string IsLost => $"the journal {Journal.PathIn(device.Layout)} is not there any more";

    static Outcome Refused(RunState? state, string reason) => new() { Run = state?.Id ?? "", Kind = OutcomeKind.Refused, Reasons = [reason] };

    /// <summary>A run that can not be gone on with here and now, and stays open.</summary>
    static Outcome Open(RunState? state, string reason) => Refused(state, reason) with { Kind = OutcomeKind.Resuming };
}
