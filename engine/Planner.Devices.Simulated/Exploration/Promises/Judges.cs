using Planner.Engine.Execution;

namespace Planner.Devices.Simulated.Exploration.Promises;

/// <summary>All promises together.</summary>
sealed class Judges
{
    readonly Reference reference;
    readonly WholeOs os;
    readonly UserData data;
    readonly AllOrNothing ends;
    readonly Honesty honesty;
    readonly DeclaredEffects effects;

    internal Judges(Reference reference)
    {
        this.reference = reference;
        (data, ends) = (new UserData(reference), new AllOrNothing(reference));
        os = new WholeOs(reference, ends);
        honesty = new Honesty(reference, os, ends);
        effects = new DeclaredEffects(reference.Plan, reference.Setting.Start);
    }

    /// <summary>What a process did and told.</summary>
    /// <param name="parts">What it did.</param>
    /// <param name="told">What it told at its end; null when it was cut.</param>
    /// <param name="world">The device then.</param>
    /// <param name="findings">Takes what is broken.</param>
    internal async ValueTask JudgeProcessAsync(IReadOnlyList<Part> parts, Outcome? told, DeviceWorld world, Findings findings)
    {
        foreach (var line in effects.Broken(parts)) findings.Break(Promise.P6, line);
        if (told is not null) await honesty.JudgeAsync(told, world, findings);
    }

    /// <summary>A device that has just booted.</summary>
    /// <param name="world">The device.</param>
    /// <param name="strikes">What has struck it; forgotten where its boot files are whole.</param>
    /// <param name="findings">Takes what is broken.</param>
    internal ValueTask JudgeBootAsync(DeviceWorld world, Strikes strikes, Findings findings) => JudgeStandingAsync(world, strikes, true, findings);

    async ValueTask JudgeStandingAsync(DeviceWorld world, Strikes strikes, bool mayBePacked, Findings findings)
    {
        await os.JudgeAsync(world, strikes, findings);
        data.Judge(world, mayBePacked, findings);
    }

    /// <summary>A device on which nothing will happen any more.</summary>
    /// <param name="run">The run, as the journal tells of it; null when it never began.</param>
    /// <param name="told">What the last process that told anything about it told; null when none did.</param>
    /// <param name="world">The device.</param>
    /// <param name="idle">What may be left on it.</param>
    /// <param name="canTellStatus">Whether the status file could be written.</param>
    /// <param name="findings">Takes what is broken.</param>
    internal async ValueTask JudgeEndAsync(RunState? run, Outcome? told, DeviceWorld world, Idleness idle, bool canTellStatus, Findings findings)
    {
        var word = run?.Outcome?["outcome"]?.GetValue<string>();
        // At the end nothing is exposed, whatever has struck.
        await JudgeStandingAsync(world, new Strikes(), told?.Kind == OutcomeKind.Parked || (word is null && told is null), findings);
        if (told is { Kind: OutcomeKind.Done or OutcomeKind.Failed or OutcomeKind.Parked } && word is not null && EventText.Word(told.Kind) != word)
            findings.Break(Promise.P5, $"'{EventText.Word(told.Kind)}' is told, and the journal tells '{word}'");
        if (run is { IsClosed: true }) honesty.JudgeEnd(run, world, canTellStatus, findings);
        foreach (var left in told?.Left ?? []) findings.Break(Promise.P2, $"not undone: {left}");
        if (told?.Kind == OutcomeKind.Parked)
        {
            if (reference.Plan.Steps.All(step => step.Header.NoReturn is null)) findings.Break(Promise.P4, "it is parked, and the plan has no point of no return");
            return;
        }

        await JudgeRestAsync(world, word == "done" || (word is null && told?.Kind == OutcomeKind.Done), idle, findings);
    }

    /// <summary>What lies idle must be all that differs: the next call of Planner leaves nothing of it.</summary>
    async ValueTask JudgeRestAsync(DeviceWorld world, bool isDone, Idleness idle, Findings findings)
    {
        var now = new Findings();
        await ends.JudgeAsync(world, isDone, now);
        if (now.Broken.Count == 0) return;
        if (!idle.IsAllowed || idle.Free is null)
        {
            foreach (var breach in now.Broken) findings.Break(breach.Promise, breach.What);
            return;
        }

        var (freed, left) = await idle.Free();
        foreach (var line in left) findings.Break(Promise.P2, $"not undone: {line}");
        await ends.JudgeAsync(freed, isDone, findings);
        if (idle.IsExposed) findings.Expose(true, Exposure.Idle, "");
    }
}
