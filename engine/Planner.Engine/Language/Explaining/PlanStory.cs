using Planner.Engine.Devices;
using Planner.Engine.Language.Rules;
using Planner.Engine.Steps;

namespace Planner.Engine.Language;

/// <summary>A plan told to people.</summary>
/// <param name="plan">The plan.</param>
/// <param name="layout">Its layout.</param>
/// <param name="board">The board to tell it for, or null.</param>
sealed class PlanStory(Plan plan, Layout layout, Board? board)
{
    readonly Course course = new(plan);

    /// <summary>All lines.</summary>
    public IReadOnlyList<string> Lines() =>
    [
        $"{plan.Id}: {plan.Summary}",
        $"From layout {layout.Id}{(board is null ? "" : $" on {board.Name}, which boots by {board.Family}")}",
        "",
        "For devices with",
        .. plan.For.SelectMany((selector, index) => selector.Conditions.Select((condition, place) => $"  {(place > 0 ? "    " : index > 0 ? "or  " : "    ")}{condition}")),
        .. plan.NotFor.Select(exclusion => $"  but not {string.Join(", ", exclusion.Selector.Conditions)}: {exclusion.Because}"),
        .. plan.Inputs.Count == 0 ? Array.Empty<string>() : ["", "Inputs", .. plan.Inputs.Values.Select(InputLine)],
        "",
        "Steps",
        .. plan.Steps.SelectMany(StepLines),
        "",
        .. Moments(),
        .. Downtimes(),
        .. Exposures(),
    ];

    static string InputLine(Input input) => $"  {input.Name} ({input.Type.ToString().ToLowerInvariant()}{(input.IsSecret ? ", secret" : "")}): {input.Summary}{(input.Default is { } text ? $" Default: {text}" : " Must be given.")}";

    IEnumerable<string> StepLines(Step step)
    {
        if (step.Header.NoReturn is { } given) yield return $"  ---- no return from here on: {given}";
        yield return $"{step.Header.Number,4}  {step.Title}{(step.Header.Summary is null ? "" : $"  [{step.Describe()}]")}";
        foreach (var condition in step.Header.When) yield return $"      only when {condition}";
        foreach (var condition in step is Check check ? check.That : []) yield return $"      asks      {condition}";
        foreach (var effect in step.Effects) yield return $"      {Verb(effect)}";
        if (step.Effects.Any(effect => effect.Kind != EffectKind.Reads)) yield return $"      undo      {UndoOf(step)}";
        if (step.Switches is not null) yield return "  ---- committed: the next boot uses the new OS";
        if (step is Confirm) yield return "  ---- confirmed: there is no way back";
    }

    static string Verb(Effect effect) => effect.ToString().Split(' ', 2) is [var verb, var rest] ? $"{verb,-9} {rest}" : effect.ToString();

    string UndoOf(Step step) =>
        step.Undo == UndoPolicy.Restores ? course.IsBeyondNoReturn(step) ? "none: beyond the point of no return" : step.Kind.Undo
        : step.Undo == UndoPolicy.Impossible ? "impossible"
        : "not needed";

    IEnumerable<string> Moments()
    {
        var point = course.NoReturns.FirstOrDefault();
        yield return point is null ? "Point of no return: none; every failure before 'confirm' is undone." : $"Point of no return: step {point.Header.Number}; from there on a run only moves forward.";
        if (course.Switches.FirstOrDefault() is { } commit) yield return $"Commit: step {commit.Header.Number}, {(commit is SwitchBoot ? "in one write" : "where its program switches")}.";
    }

    IEnumerable<string> Downtimes()
    {
        foreach (var stop in plan.Steps.OfType<StopService>())
        {
            var start = plan.Steps.OfType<StartService>().FirstOrDefault(step => step.Service == stop.Service && step.Header.Number > stop.Header.Number);
            var end = start is not null && !Course.IsAfter(start, course.Reboots) ? $"step {start.Header.Number}" : Reboot();
            yield return $"Stopped: service {stop.Service}, from step {stop.Header.Number} to {end}.";
        }

        yield return plan.Steps.FirstOrDefault(step => step.Effects.Any(effect => effect is { Resource: ResourceKind.Containers, Kind: not EffectKind.Reads })) is { } first
            ? $"Stopped: the user's containers, from step {first.Header.Number} to {Reboot()}."
            : "The user's containers run until the reboot.";
    }

    string Reboot() => course.Reboots.FirstOrDefault() is { } reboot ? $"the reboot in step {reboot.Header.Number}" : "the end";

    IEnumerable<string> Exposures()
    {
        var types = plan.For.SelectMany(selector => selector.Conditions).Where(condition => condition.Fact == "device.type").SelectMany(condition => Matching.TemplatesOf(condition.Matcher)).Select(type => type.Text).ToHashSet();
        var boards = board is not null ? [board] : layout.Boards.Values.Where(one => types.Count == 0 || types.Contains(one.Name));
        var exposed = boards.Where(one => one.Exposes is not null).GroupBy(one => one.Exposes!).ToList();
        if (exposed.Count == 0) yield return "Exposed: nothing; the device can boot at every moment.";
        foreach (var group in exposed) yield return $"Exposed on {string.Join(", ", group.Select(one => one.Name))}: {group.Key}";
    }
}
