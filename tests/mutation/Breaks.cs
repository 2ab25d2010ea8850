using Planner.Devices.Simulated.Exploration;
using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Mutation;

/// <summary>Something that is broken: a promise, or what a device file expects.</summary>
/// <param name="Key">The same for the same thing broken by another engine.</param>
/// <param name="What">One line.</param>
/// <param name="Story">How it comes about.</param>
sealed record Break(string Key, string What, IReadOnlyList<string> Story);

/// <summary>Explores, and tells what is broken that was not known before.</summary>
static class Breaks
{
    /// <summary>The device after the run without faults, as its owner sees it.</summary>
    internal static Task<string> EndOfAsync(Explored explored) => new Explorer(explored.Setting, new ExplorationOptions()).EndAsync(CancellationToken.None);

    /// <summary>The same of everything that is explored: a line each, the name and the device, with a tab between them.</summary>
    internal static async Task<IReadOnlyList<string>> EndsAsync(string top)
    {
        var ends = new List<string>();
        foreach (var explored in Explored.All(top, pairs: false)) ends.Add($"{explored.Name}\t{await EndOfAsync(explored)}");
        return ends;
    }

    /// <summary>Everything that is broken in one exploration.</summary>
    /// <param name="explored">What is explored.</param>
    /// <param name="end">The device after the run without faults, as the engine as it is leaves it; null where nobody knows: what a run is measured against must not come from a bad engine alone.</param>
    /// <param name="untilBroken">Whether the first broken promise is enough.</param>
    internal static async Task<IReadOnlyList<Break>> OfAsync(Explored explored, string? end, bool untilBroken)
    {
        ExplorationReport report;
        try
        {
            if (end is not null && await EndOfAsync(explored) != end) return [new Break($"{explored.Name}: end", $"{explored.Name}: without faults the device is another one afterwards", [])];
            report = await new Explorer(explored.Setting, new ExplorationOptions { Jobs = 1, Pairs = explored.Pairs, UntilBroken = untilBroken }).ExploreAsync(null, CancellationToken.None);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return [new Break($"{explored.Name}: bug", $"{explored.Name}: {e.GetType().Name}: {e.Message}", [$"{e}"])];
        }

        var broken = report.Broken.Select(one => new Break($"{explored.Name}: {one.Promise} {one.Step} {one.Kind}", $"{one.Promise}, {explored.Name}: {one.What} ({one.Token})", one.Story)).ToList();
        if (!IsExpected(explored.Expect, report.Outcome)) broken.Add(new Break($"{explored.Name}: outcome", $"{explored.Name}: without faults it ends {EventText.Word(report.Outcome.Kind)}", report.Outcome.Reasons));
        return broken;
    }

    static bool IsExpected(Expectation expected, Outcome outcome) => expected switch
    {
        Expectation.Failed => outcome.Kind == OutcomeKind.Failed,
        Expectation.Refused => outcome.Kind is OutcomeKind.Refused or OutcomeKind.Busy,
        _ => outcome.Kind is OutcomeKind.Done or OutcomeKind.Current,
    };
}
