namespace Planner.Engine.Execution;

/// <content>Events.</content>
public sealed partial class Secrets
{
    /// <summary>An event without them.</summary>
    public RunEvent In(RunEvent happened) => happened switch
    {
        RunResumed run => run with { Why = In(run.Why) },
        StepBegan step => step with { Title = In(step.Title) },
        StepProgress step => step with { Text = In(step.Text) },
        StepFailed step => step with { Cause = In(step.Cause) },
        UndoBegan undo => undo with { Cause = In(undo.Cause) },
        StepUndone step => step with { Title = In(step.Title), Failure = step.Failure is null ? null : In(step.Failure) },
        RebootDelayed reboot => reboot with { Text = In(reboot.Text) },
        RunEnded end => end with { Outcome = In(end.Outcome) },
        _ => happened,
    };

    /// <summary>An outcome without them.</summary>
    public Outcome In(Outcome outcome) => outcome with
    {
        Failed = outcome.Failed is { } failed ? failed with { Cause = In(failed.Cause) } : null,
        Reasons = In(outcome.Reasons),
        Left = In(outcome.Left),
    };
}
