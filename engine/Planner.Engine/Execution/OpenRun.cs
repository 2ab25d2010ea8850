using Planner.Engine.Boot;
using Planner.Engine.Devices;
using Planner.Engine.Language;
using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>A run that a journal tells of.</summary>
/// <param name="device">The device.</param>
/// <param name="observer">Gets every event.</param>
sealed class OpenRun(IDevice device, IRunObserver observer)
{
    /// <summary>Goes on after the boot that the run asked for, or with an undo that a boot or an end of the process interrupted.</summary>
    internal async ValueTask<Outcome> ResumeAsync(Func<StoredPlan, Plan?> planOf, CancellationToken ct)
    {
        var (run, damage, refused) = await LoadAsync(planOf, ct);
        if (run is null) return refused!;
        if (HasConfirmed(run)) return await ConfirmedAsync(run, ct);
        if (run.State.Undoing) return await BackAsync(run, run.State.Cause, damage);
        var last = run.Plan.Steps.Last(step => run.State.Steps.TryGetValue(step.Header.Number, out var state) && state.IsBegun);
        if (damage is not null || last is not Reboot) return Refused($"run {run.State.Id} was interrupted in step {last.Header.Number} {last.Kind.Name}{(damage is null ? "" : $", and {damage}")}: to go on there is not built yet; 'planner abort' takes it back");
        await run.NoteBootAsync(ct);
        return await new Forward(run).GoAsync(ct);
    }

    /// <summary>Takes the run back, unless it has been confirmed.</summary>
    internal async ValueTask<Outcome> AbortAsync(Func<StoredPlan, Plan?> planOf, CancellationToken ct)
    {
        var (run, damage, refused) = await LoadAsync(planOf, ct);
        if (run is null) return refused!;
        return HasConfirmed(run) ? await ConfirmedAsync(run, ct) : await BackAsync(run, run.State.Undoing ? run.State.Cause : ["aborted by the user"], damage);
    }

    async ValueTask<(Run? Run, string? Damage, Outcome? Refused)> LoadAsync(Func<StoredPlan, Plan?> planOf, CancellationToken ct)
    {
        if (await Journal.ReadAsync(device.Files, device.Layout, ct) is not { } content) return (null, null, Refused("there is no open run"));
        if (RunState.Of(content.Entries) is not { } state) return (null, null, Refused(content.Damage ?? "there is no open run"));
        if (state.IsClosed) return (null, null, Refused($"run {state.Id} is over: {state.Outcome?["outcome"]}"));
        if (state.Outcome is not null) return (null, null, await CloseAsync(state, content.Journal, ct));
        if (BootFamilies.Find(device.Board.Family) is not { } boot) return (null, null, Refused($"board {device.Board.Name}: boot family '{device.Board.Family}' is not built yet"));
        if (await StoredPlan.ReadAsync(device, state.Id, ct) is not { } stored || planOf(stored) is not { } plan)
            return (null, null, Refused($"the plan that run {state.Id} stored in {device.Layout.Staging} can not be read"));
        if (plan.Digest != state.PlanDigest) return (null, null, Refused($"the plan that run {state.Id} stored in {device.Layout.Staging} is not the one that it began with"));

        var target = state.Target is { } text && HostVersion.TryParse(text, out var version) ? version : null;
        var answers = state.Images.ToDictionary(image => image.Key, image => new ImageAnswer(image.Value, null));
        var inputs = plan.Inputs.Keys.Where(name => state.Values.ContainsKey($"input.{name}")).ToDictionary(name => name, name => state.Values[$"input.{name}"]);
        return (new Run(device, plan, boot, state, new FactReader(device, target, inputs, answers), content.Journal, observer) { Answers = answers }, content.Damage, null);
    }

    static async ValueTask<Outcome> BackAsync(Run run, IReadOnlyList<string> causes, string? damage)
    {
        var outcome = await new Backward(run).GoAsync(run.State.FailedStep, damage is null ? causes : [.. causes, damage], DeviceFault.Failed);
        if (damage is null || outcome.Kind != OutcomeKind.Failed) return outcome;
        await Journal.SetAsideAsync(run.Device.Files, run.Device.Layout, CancellationToken.None);
        // What the lost lines told was not undone: that must not look like a device that is as it was.
        return outcome with { Left = [.. outcome.Left, $"what came after the damage: {damage}"] };
    }

    /// <summary>A run that had ended, but was cut before it was closed, needs its plan no more.</summary>
    static async ValueTask<Outcome> CloseAsync(RunState state, Journal journal, CancellationToken ct)
    {
        await journal.AppendAsync(JournalEntry.Of(JournalEntry.ClosedMark), ct);
        return Refused($"run {state.Id} is over: {state.Outcome?["outcome"]}; it is closed now");
    }

    static async ValueTask<Outcome> ConfirmedAsync(Run run, CancellationToken ct) =>
        await new Ending(run).CloseAsync(Ending.Of(run, OutcomeKind.Done, (await run.Facts.ReadAsync("os.version", ct)).Text), RunStatus.Done);

    static bool HasConfirmed(Run run) =>
        run.Plan.Steps.Any(step => step is Confirm && run.State.Steps.TryGetValue(step.Header.Number, out var at) && at.IsEnded);

    static Outcome Refused(string reason) => new() { Kind = OutcomeKind.Refused, Reasons = [reason] };
}
