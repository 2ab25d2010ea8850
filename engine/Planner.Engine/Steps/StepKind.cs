using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>A kind of step: its words for authors and how to make a step of it. Each lives in a folder of its own and has one line in <see cref="StepKinds"/>.</summary>
/// <param name="Name">As it is written in a plan.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Fields">Its fields; the first one that is marked main may stand alone.</param>
/// <param name="Main">The field that a bare scalar stands for, or null.</param>
/// <param name="Timeout">How long one try may take unless the step says otherwise.</param>
/// <param name="Retry">How often it is tried unless the step says otherwise.</param>
/// <param name="Probe">When it counts as done, in words.</param>
/// <param name="Undo">What its undo does, in words.</param>
/// <param name="Make">Makes the step.</param>
public sealed record StepKind(
    string Name,
    string Summary,
    IReadOnlyList<Field> Fields,
    Field? Main,
    TimeSpan Timeout,
    Retry Retry,
    string Probe,
    string Undo,
    Func<StepHeader, FieldValues, Step> Make)
{
    /// <summary>The plan language that first had this kind.</summary>
    public int Language { get; init; } = 1;

    /// <summary>Names of what its steps put out for <c>${steps.&lt;id&gt;.&lt;output&gt;}</c>.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];
}

/// <summary>How often a step is tried.</summary>
/// <param name="Attempts">Tries in all; at least 1.</param>
/// <param name="Wait">Time between two tries.</param>
public sealed record Retry(int Attempts, TimeSpan Wait)
{
    /// <summary>One try.</summary>
    public static Retry Once { get; } = new(1, TimeSpan.Zero);
}

/// <summary>What every step may say, whatever its kind.</summary>
/// <param name="At">Where the step's kind stands.</param>
/// <param name="Number">1-based place in the plan.</param>
/// <param name="Id">Given, or made of number and kind.</param>
/// <param name="Summary">Given, or null.</param>
/// <param name="When">Conditions without which it is skipped; decided once, before the first effect.</param>
/// <param name="Retry">How often it is tried.</param>
/// <param name="Timeout">How long one try may take.</param>
/// <param name="NoReturn">What is given up here, on the step where the point of no return lies; else null.</param>
public sealed record StepHeader(Position At, int Number, string Id, string? Summary, IReadOnlyList<FactCondition> When, Retry Retry, TimeSpan Timeout, string? NoReturn);
