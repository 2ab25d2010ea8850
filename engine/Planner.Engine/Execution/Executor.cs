using System.Text.Json.Nodes;
using Planner.Engine.Boot;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Engine.Execution;

/// <summary>Runs a plan on a device. It never asks whether the device is real.</summary>
/// <param name="device">The device.</param>
/// <param name="observer">Gets every event.</param>
public sealed class Executor(IDevice device, IRunObserver observer)
{
    /// <summary>Runs a plan from its beginning to its end, to a reboot that ends this process, or back to where the device was.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="ct">Ends the running step and takes the run back.</param>
    public Task<Outcome> RunAsync(RunRequest request, CancellationToken ct) => LockedAsync(OutcomeKind.Refused, async () =>
    {
        var (open, former) = await LookAsync(device, ct);
        return open is null ? Secrets.Of(request.Plan, name => request.Inputs.GetValueOrDefault(name)).In(await DecideAsync(request, former, ct)) : new Outcome { Kind = OutcomeKind.Busy, Reasons = [open] };
    }, ct);

    /// <summary>Goes on with an open run, whatever interrupted it; without one there is nothing to do.</summary>
    /// <param name="planOf">Reads the plan that the run stored.</param>
    /// <param name="ct">Ends the running step and takes the run back.</param>
    public Task<Outcome> ResumeAsync(Func<StoredPlan, Plan?> planOf, CancellationToken ct) => LockedAsync(OutcomeKind.Resuming, () => new OpenRun(device, observer).ResumeAsync(planOf, ct), ct);

    /// <summary>Why no run may begin, and <see cref="ResumeAsync"/> comes first: a run is open, or its journal damaged. Null when the way is free.</summary>
    public static async Task<string?> WhyOpenAsync(IDevice device, CancellationToken ct) => (await LookAsync(device, ct)).Open;

    /// <summary>What is to come behind the run that is done and waits for it, as it was asked for (<see cref="RunRequest.Goal"/>); null when nothing is, or not any more. The device has the layout in force afterwards.</summary>
    /// <param name="device">The device.</param>
    /// <param name="planOf">Reads the plan that the run stored.</param>
    /// <param name="ct">Ends the call.</param>
    public static async Task<string?> GoalAsync(IDevice device, Func<StoredPlan, Plan?> planOf, CancellationToken ct) =>
        await LayoutInForce.FollowAsync(device, planOf, ct) is { IsOver: false } content && RunState.Of(content.Entries) is { LeadsOn: true } state ? state.Goal : null;

    /// <summary>Gives up what is to come behind a run that is done, and frees what that one kept for it. Nothing happens where no run waits.</summary>
    /// <param name="planOf">Reads the plan that the run stored.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<Outcome> GiveUpAsync(Func<StoredPlan, Plan?> planOf, CancellationToken ct) => LockedAsync(OutcomeKind.Resuming, () => new OpenRun(device, observer).GiveUpAsync(planOf, ct), ct);

    /// <summary>Takes back an open run that may still be taken back.</summary>
    /// <param name="planOf">Reads the plan that the run stored.</param>
    /// <param name="ct">Ends the call before the undo begins.</param>
    public Task<Outcome> AbortAsync(Func<StoredPlan, Plan?> planOf, CancellationToken ct) => LockedAsync(OutcomeKind.Refused, () => new OpenRun(device, observer).AbortAsync(planOf, ct), ct);

    /// <summary>Works alone on the device. What fails before anything was begun gives the outcome of that kind.</summary>
    async Task<Outcome> LockedAsync(OutcomeKind unbegun, Func<ValueTask<Outcome>> work, CancellationToken ct)
    {
        if (await device.Locks.TakeAsync(ct) is { } held) return Tell(new Outcome { Kind = OutcomeKind.Busy, Reasons = [held] });
        try
        {
            return Tell(await work());
        }
        catch (DeviceException e)
        {
            return Tell(new Outcome { Kind = unbegun, Fault = e.Fault, Reasons = Causes.Of(e) });
        }
        finally
        {
            await device.Locks.ReleaseAsync(CancellationToken.None);
        }
    }

    /// <summary>Why no run may begin, or null; and the run that leads on to the one that may, or null.</summary>
    static async ValueTask<(string? Open, string? Former)> LookAsync(IDevice device, CancellationToken ct)
    {
        if (await Journal.ReadAsync(device.Files, device.Layout, ct) is not { } content)
            return (await new RunSign(device).BegunAsync(ct) is { } lost ? $"run {lost} is open, and its journal {Journal.PathIn(device.Layout)} is not there any more; 'planner resume' ends it" : null, null);
        if (content.IsOver) return (null, null);
        if (RunState.Of(content.Entries) is not { } last) return ($"the journal {Journal.PathIn(device.Layout)} can not be read: {content.Damage ?? "it does not begin with a run"}; 'planner resume' puts it aside", null);
        // One that is over and could not free what it kept makes way: its time to do so is past.
        return last.Outcome is null ? ($"run {last.Id} of {last.Plan} is open: it waits for 'planner resume' or 'planner abort'", null) : (null, last.LeadsOn ? last.Id : null);
    }

    async ValueTask<Outcome> DecideAsync(RunRequest request, string? former, CancellationToken ct)
    {
        if (request.Plan.Layout != device.Layout.Id) return new Outcome { Kind = OutcomeKind.Refused, Reasons = [$"the plan {request.Plan.Id} is for devices of layout {request.Plan.Layout}, this one is {device.Layout.Id}"] };
        var decisions = await Decisions.MakeAsync(device, request, ct);
        var outcome = new Outcome { Kind = OutcomeKind.Refused, OsBefore = decisions.OsBefore, OsAfter = decisions.OsBefore };
        if (decisions.IsCurrent) return outcome with { Kind = OutcomeKind.Current };
        if (decisions.Refusals.Count > 0) return outcome with { Reasons = decisions.Refusals };
        if (BootFamilies.Find(device.Board.Family) is not { } boot) return outcome with { Reasons = [$"board {device.Board.Name}: boot family '{device.Board.Family}' is not built yet"] };
        if (await decisions.Facts.RunningSlotAsync(ct) is not { } active) return outcome with { Reasons = [$"the running root is no slot of the layout {device.Layout.Id}"] };

        var first = RunState.Entry(await BeganAsync(request, decisions, active, ct), decisions.Skipped, decisions.Values, Pinned(decisions));
        var trial = new Run(device, request.Plan, boot, RunState.Of([first])!, decisions.Facts, null, new Asking(observer)) { Answers = decisions.Answers };
        try
        {
            if (await Preflight.RefusalsAsync(trial, former, ct) is { Count: > 0 } reasons) return outcome with { Reasons = reasons, Fault = FaultOf(decisions) };
        }
        catch (PreflightException e)
        {
            return outcome with { Reasons = [e.Message], Fault = e.Fault };
        }

        return await BeginAsync(request, former, decisions with { Slot = active }, trial, first, outcome, ct);
    }

    async ValueTask<Outcome> BeginAsync(RunRequest request, string? former, Decisions decisions, Run trial, JournalEntry first, Outcome outcome, CancellationToken ct)
    {
        var opening = new Opening(device, request, former);
        var failure = await opening.OpenAsync(decisions.Slot!, first, ct);
        if (opening.Journal is not { } journal)
        {
            var left = await opening.ForgetAsync();
            return outcome with { Kind = opening.MayBeOpen ? OutcomeKind.Resuming : outcome.Kind, Reasons = [WhyNotPrepared(failure!), .. left] };
        }

        var run = new Run(device, request.Plan, trial.Boot, trial.State, decisions.Facts, journal, observer) { Answers = decisions.Answers, NoReboot = request.NoReboot };
        run.Report(new RunBegan(run.State.Id, run.Plan.Id, decisions.OsBefore, request.Target?.ToString(), run.Plan.Steps.Count));
        return failure is null ? await new Forward(run).GoAsync(ct) : await new Backward(run).GoAsync(null, [WhyNotPrepared(failure)], DeviceFault.Failed);
    }

    static string WhyNotPrepared(Exception failure) => failure is OperationCanceledException ? "interrupted by the user" : $"the run can not be prepared: {failure.Message}";

    async ValueTask<JsonObject> BeganAsync(RunRequest request, Decisions decisions, string active, CancellationToken ct)
    {
        var began = new JsonObject
        {
            ["run"] = request.RunId,
            ["plan"] = request.Plan.Id,
            ["plan-digest"] = request.Plan.Digest,
            ["layout"] = device.Layout.Id,
            ["board"] = device.Board.Name,
            ["target"] = request.Target?.ToString(),
            ["os"] = decisions.OsBefore,
            ["slot"] = active,
            ["ignore-locks"] = request.IgnoreLocks,
            ["boot"] = await device.Power.BootIdAsync(ct),
            ["program"] = (await device.Program.LookAsync(ct)).Digest,
            ["at"] = device.Clock.Now.ToString("O"),
        };
        if (request.Goal is { } goal) began["goal"] = goal;
        return began;
    }

    static IEnumerable<KeyValuePair<string, ImageInfo>> Pinned(Decisions decisions) =>
        decisions.Answers.Where(answer => answer.Value.Info is not null).Select(answer => KeyValuePair.Create(answer.Key, answer.Value.Info!));

    static DeviceFault FaultOf(Decisions decisions) => decisions.Answers.Values.FirstOrDefault(answer => answer.Failure is not null)?.Failure?.Fault ?? DeviceFault.Failed;

    Outcome Tell(Outcome outcome)
    {
        outcome = Secrets.None.In(outcome);
        observer.On(new RunEnded(outcome));
        return outcome;
    }

    /// <summary>Of what is asked before a run nothing is told but what the checks say themselves.</summary>
    sealed class Asking(IRunObserver observer) : IRunObserver
    {
        public void On(RunEvent happened)
        {
            if (happened is StepProgress) observer.On(happened);
        }
    }
}
