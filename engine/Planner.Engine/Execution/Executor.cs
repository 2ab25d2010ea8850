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
    public Task<Outcome> RunAsync(RunRequest request, CancellationToken ct) => LockedAsync(async () => await WhyOpenAsync(device, ct) is { } open
        ? new Outcome { Kind = OutcomeKind.Busy, Reasons = [open] }
        : Secrets.Of(request.Plan, name => request.Inputs.GetValueOrDefault(name)).In(await DecideAsync(request, ct)), ct);

    /// <summary>Goes on with an open run after the boot that it asked for.</summary>
    /// <param name="planOf">Reads the plan that the run stored.</param>
    /// <param name="ct">Ends the running step and takes the run back.</param>
    public Task<Outcome> ResumeAsync(Func<StoredPlan, Plan?> planOf, CancellationToken ct) => LockedAsync(() => new OpenRun(device, observer).ResumeAsync(planOf, ct), ct);

    /// <summary>Takes back an open run that may still be taken back.</summary>
    /// <param name="planOf">Reads the plan that the run stored.</param>
    /// <param name="ct">Ends the call before the undo begins.</param>
    public Task<Outcome> AbortAsync(Func<StoredPlan, Plan?> planOf, CancellationToken ct) => LockedAsync(() => new OpenRun(device, observer).AbortAsync(planOf, ct), ct);

    async Task<Outcome> LockedAsync(Func<ValueTask<Outcome>> work, CancellationToken ct)
    {
        if (await device.Locks.TakeAsync(ct) is { } held) return Tell(new Outcome { Kind = OutcomeKind.Busy, Reasons = [held] });
        try
        {
            return Tell(await work());
        }
        finally
        {
            await device.Locks.ReleaseAsync(CancellationToken.None);
        }
    }

    /// <summary>Why no run may begin: the open one, or a damaged journal. Null when the way is free.</summary>
    static async ValueTask<string?> WhyOpenAsync(IDevice device, CancellationToken ct)
    {
        if (await Journal.ReadAsync(device.Files, device.Layout, ct) is not { } content) return null;
        if (RunState.Of(content.Entries) is not { } last) return content.Damage is null && content.Entries.Count == 0 ? null : $"the journal {Journal.PathIn(device.Layout)} can not be read: {content.Damage ?? "it does not begin with a run"}; move it away once the device is known to be whole";
        return last.IsClosed ? null : $"run {last.Id} of {last.Plan} is open: it waits for 'planner resume' or 'planner abort'";
    }

    async ValueTask<Outcome> DecideAsync(RunRequest request, CancellationToken ct)
    {
        if (request.Plan.Layout != device.Layout.Id) return new Outcome { Kind = OutcomeKind.Refused, Reasons = [$"the plan {request.Plan.Id} is for devices of layout {request.Plan.Layout}, this one is {device.Layout.Id}"] };
        var decisions = await Decisions.MakeAsync(device, request, ct);
        var outcome = new Outcome { Kind = OutcomeKind.Refused, OsBefore = decisions.OsBefore, OsAfter = decisions.OsBefore };
        if (decisions.IsCurrent) return outcome with { Kind = OutcomeKind.Current };
        if (decisions.Refusals.Count > 0) return outcome with { Reasons = decisions.Refusals };
        if (BootFamilies.Find(device.Board.Family) is not { } boot) return outcome with { Reasons = [$"board {device.Board.Name}: boot family '{device.Board.Family}' is not built yet"] };
        if (await device.Power.RunningSlotAsync(ct) is not { } active) return outcome with { Reasons = [$"the running root is no slot of the layout {device.Layout.Id}"] };

        var first = RunState.Entry(Began(request, decisions, active), decisions.Skipped, decisions.Values, Pinned(decisions));
        var trial = new Run(device, request.Plan, boot, RunState.Of([first])!, decisions.Facts, null, new Silent()) { Answers = decisions.Answers };
        try
        {
            if (await Preflight.RefusalsAsync(trial, ct) is { Count: > 0 } reasons) return outcome with { Reasons = reasons, Fault = FaultOf(decisions) };
        }
        catch (PreflightException e)
        {
            return outcome with { Reasons = [e.Message], Fault = e.Fault };
        }

        return await BeginAsync(request, decisions, boot, first, outcome, ct);
    }

    async ValueTask<Outcome> BeginAsync(RunRequest request, Decisions decisions, IBootFamily boot, JournalEntry first, Outcome outcome, CancellationToken ct)
    {
        Journal journal;
        try
        {
            await StoredPlan.StoreAsync(device, request, ct);
            journal = await Journal.CreateAsync(device.Files, device.Layout, first, ct);
        }
        catch (DeviceException e)
        {
            await device.Files.DeleteAsync(device.Layout.Staging.Below(request.RunId), CancellationToken.None);
            return outcome with { Reasons = [$"the run can not be prepared: {e.Message}"] };
        }

        var run = new Run(device, request.Plan, boot, RunState.Of([first])!, decisions.Facts, journal, observer) { Answers = decisions.Answers, NoReboot = request.NoReboot };
        run.Report(new RunBegan(run.State.Id, run.Plan.Id, decisions.OsBefore, request.Target?.ToString(), run.Plan.Steps.Count));
        return await new Forward(run).GoAsync(ct);
    }

    JsonObject Began(RunRequest request, Decisions decisions, string active) => new()
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
        ["at"] = device.Clock.Now.ToString("O"),
    };

    static IEnumerable<KeyValuePair<string, ImageInfo>> Pinned(Decisions decisions) =>
        decisions.Answers.Where(answer => answer.Value.Info is not null).Select(answer => KeyValuePair.Create(answer.Key, answer.Value.Info!));

    static DeviceFault FaultOf(Decisions decisions) => decisions.Answers.Values.FirstOrDefault(answer => answer.Failure is not null)?.Failure?.Fault ?? DeviceFault.Failed;

    Outcome Tell(Outcome outcome)
    {
        outcome = Secrets.None.In(outcome);
        observer.On(new RunEnded(outcome));
        return outcome;
    }

    sealed class Silent : IRunObserver
    {
        public void On(RunEvent happened)
        {
        }
    }
}
