namespace Planner.Engine.Execution;

/// <summary>Something that happens in a run, for terminals, logs and programs.</summary>
public abstract record RunEvent;

/// <summary>A run begins.</summary>
/// <param name="Run">Its id.</param>
/// <param name="Plan"><c>name@version</c>.</param>
/// <param name="From">The OS version that runs.</param>
/// <param name="To">The version to update to.</param>
/// <param name="Steps">How many steps the plan has.</param>
public sealed record RunBegan(string Run, string Plan, string? From, string? To, int Steps) : RunEvent;

/// <summary>A run is taken up again after an interruption.</summary>
/// <param name="Run">Its id.</param>
/// <param name="Plan"><c>name@version</c>.</param>
/// <param name="Why">Where it stands.</param>
public sealed record RunResumed(string Run, string Plan, string Why) : RunEvent;

/// <summary>What the device's owner is told, in the field's words.</summary>
/// <param name="Text">Like <c>Preparing OS update</c>.</param>
/// <param name="Percentage">0 to 100.</param>
public sealed record StatusChanged(string Text, int Percentage) : RunEvent;

/// <summary>A step begins.</summary>
/// <param name="Number">1-based.</param>
/// <param name="Id">The step's id.</param>
/// <param name="Kind">The step's kind.</param>
/// <param name="Title">One line for people.</param>
public sealed record StepBegan(int Number, string Id, string Kind, string Title) : RunEvent;

/// <summary>A step is on its way.</summary>
/// <param name="Number">1-based.</param>
/// <param name="Text">How far.</param>
public sealed record StepProgress(int Number, string Text) : RunEvent;

/// <summary>A step has ended well.</summary>
/// <param name="Number">1-based.</param>
/// <param name="How">Whether it was done now, had been done, or was left out.</param>
public sealed record StepEnded(int Number, StepResult How) : RunEvent;

/// <summary>How a step ended well.</summary>
public enum StepResult
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>Its probe found it done.</summary>
    AlreadyDone,

    /// <summary>Its <c>when</c> left it out.</summary>
    Skipped,
}

/// <summary>A try of a step failed.</summary>
/// <param name="Number">1-based.</param>
/// <param name="Cause">The failure and its causes.</param>
/// <param name="Left">Tries that are left.</param>
public sealed record StepFailed(int Number, IReadOnlyList<string> Cause, int Left) : RunEvent;

/// <summary>The run is taken back from here on.</summary>
/// <param name="Cause">Why.</param>
public sealed record UndoBegan(IReadOnlyList<string> Cause) : RunEvent;

/// <summary>A step was taken back, or could not be.</summary>
/// <param name="Number">1-based.</param>
/// <param name="Title">One line for people.</param>
/// <param name="Failure">Why it could not be taken back, or null.</param>
public sealed record StepUndone(int Number, string Title, string? Failure) : RunEvent;

/// <summary>The device boots.</summary>
/// <param name="Slot">The slot that came up, or null while it goes down.</param>
public sealed record Booting(string? Slot) : RunEvent;

/// <summary>The run is over, or goes on later.</summary>
/// <param name="Outcome">How.</param>
public sealed record RunEnded(Outcome Outcome) : RunEvent;

/// <summary>Gets every event, in order.</summary>
public interface IRunObserver
{
    /// <summary>Something happened.</summary>
    void On(RunEvent happened);
}
