using Planner.Engine.Boot;
using Planner.Engine.Devices;
using Planner.Engine.Language;

namespace Planner.Engine.Execution;

/// <summary>A run that a journal tells of.</summary>
/// <param name="device">The device.</param>
/// <param name="observer">Gets every event.</param>
sealed class OpenRun(IDevice device, IRunObserver observer)
{
    internal async ValueTask<Outcome> AbortAsync(Func<StoredPlan, Plan?> planOf, CancellationToken ct)
    {
        if (await Journal.ReadAsync(device.Files, device.Layout, ct) is not { } content) return Refused("there is no run to abort");
        if (RunState.Of(content.Entries) is not { } state) return Refused(content.Damage ?? "there is no run to abort");
        if (state.IsClosed) return Refused($"run {state.Id} is over: {state.Outcome?["outcome"]}");
        if (BootFamilies.Find(device.Board.Family) is not { } boot) return Refused($"board {device.Board.Name}: boot family '{device.Board.Family}' is not built yet");
        if (await StoredPlan.ReadAsync(device, state.Id, ct) is not { } stored || planOf(stored) is not { } plan)
            return Refused($"the plan that run {state.Id} stored in {device.Layout.Staging} can not be read");
        if (plan.Digest != state.PlanDigest) return Refused($"the plan that run {state.Id} stored in {device.Layout.Staging} is not the one that it began with");

        var target = state.Target is { } text && HostVersion.TryParse(text, out var version) ? version : null;
        var answers = state.Images.ToDictionary(image => image.Key, image => new ImageAnswer(image.Value, null));
        var inputs = plan.Inputs.Keys.Where(name => state.Values.ContainsKey($"input.{name}")).ToDictionary(name => name, name => state.Values[$"input.{name}"]);
        var run = new Run(device, plan, boot, state, new FactReader(device, target, inputs, answers), content.Journal, observer) { Answers = answers };
        if (HasConfirmed(plan, state)) return await new Ending(run).CloseAsync(Ending.Of(run, OutcomeKind.Done, (await run.Facts.ReadAsync("os.version", ct)).Text), RunStatus.Done);
        IReadOnlyList<string> causes = [.. state.Undoing ? state.Cause : ["aborted by the user"], .. content.Damage is { } damage ? [damage] : Array.Empty<string>()];
        var outcome = await new Backward(run).GoAsync(state.FailedStep, causes, DeviceFault.Failed);
        // What the lost lines told was not undone: that must not look like a device that is as it was.
        return content.Damage is { } lost && outcome.Kind == OutcomeKind.Failed ? outcome with { Left = [.. outcome.Left, $"what came after the damage: {lost}"] } : outcome;
    }

    static bool HasConfirmed(Plan plan, RunState state) =>
        plan.Steps.Any(step => step is Steps.Confirm && state.Steps.TryGetValue(step.Header.Number, out var at) && at.IsEnded);

    static Outcome Refused(string reason) => new() { Kind = OutcomeKind.Refused, Reasons = [reason] };
}
