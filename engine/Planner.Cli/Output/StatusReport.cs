using System.Text.Json.Nodes;
using Planner.Engine.Execution;
using Planner.Engine.Language;
using Planner.Engine.Steps;

namespace Planner.Cli.Output;

/// <summary>What is known of the last run of a device.</summary>
/// <param name="state">The run, by its journal.</param>
/// <param name="file">The run, by its status file; null when that says nothing of it.</param>
/// <param name="plan">Its plan, while it is stored; null afterwards.</param>
/// <param name="damage">What is wrong with the journal, or null.</param>
sealed class StatusReport(RunState state, StatusFile? file, Plan? plan, string? damage)
{
    /// <summary>For people.</summary>
    internal IEnumerable<string> Lines()
    {
        yield return $"run      {state.Id}, begun {state.BeganAt:yyyy-MM-dd HH:mm:ss}Z";
        yield return $"plan     {state.Plan}";
        yield return $"update   {state.OsBefore ?? "unknown OS"} to {state.Target ?? "the plan's version"}";
        yield return $"state    {State}{(file is null ? "" : $", {file.Percentage}% {file.Text}")}";
        foreach (var cause in Cause) yield return $"cause    {cause}";
        if (damage is not null) yield return $"journal  {damage}";
        foreach (var number in Numbers) yield return $"  {number,2}  {How(number),-14} {Told(number)}".TrimEnd();
    }

    /// <summary>For programs.</summary>
    internal JsonObject ToJson()
    {
        var page = Json.New();
        page["run"] = state.Id;
        page["plan"] = state.Plan;
        page["target"] = state.Target;
        page["os"] = new JsonObject { ["before"] = state.OsBefore, ["after"] = state.Outcome?["os"]?.GetValue<string>() };
        page["began"] = state.BeganAt.ToString("O");
        page["state"] = State;
        page["open"] = !state.IsClosed;
        page["status"] = file?.Text;
        page["percentage"] = file?.Percentage;
        page["boots"] = state.Boots;
        page["failed"] = state.FailedStep;
        page["cause"] = Json.Texts(Cause);
        page["damage"] = damage;
        page["steps"] = Json.List(Numbers.Select(number => new JsonObject { ["step"] = number, ["kind"] = KindOf(number), ["title"] = TitleOf(number), ["state"] = How(number), ["undo-failure"] = state.Steps.GetValueOrDefault(number)?.UndoFailure }));
        return page;
    }

    string State => state.Outcome?["outcome"]?.GetValue<string>() is { } outcome ? state.IsClosed ? outcome : $"{outcome}, {(state.LeadsOn ? "and leads on" : "not cleaned up yet")}" : state.Undoing ? "undoing" : "open";

    IReadOnlyList<string> Cause => state.Cause.Count > 0 ? state.Cause : file?.Cause ?? [];

    IEnumerable<int> Numbers => plan?.Steps.Select(step => step.Header.Number) ?? state.Steps.Keys.Concat(state.Skipped).Distinct().Order();

    Step? StepOf(int number) => plan?.Steps.FirstOrDefault(step => step.Header.Number == number);

    string TitleOf(int number) => StepOf(number)?.Title ?? state.Steps.GetValueOrDefault(number)?.Title ?? "";

    string? KindOf(int number) => StepOf(number)?.Kind.Name ?? (state.Steps.GetValueOrDefault(number)?.Kind is { Length: > 0 } kind ? kind : null);

    // A title without a summary begins with the kind already.
    string Told(int number) => KindOf(number) is { } kind && !TitleOf(number).StartsWith(kind, StringComparison.Ordinal) ? $"{kind}: {TitleOf(number)}" : TitleOf(number);

    string How(int number) => state.Skipped.Contains(number) ? "left out"
        : !state.Steps.TryGetValue(number, out var step) || !step.IsBegun ? "to come"
        : step.IsUndone ? "undone"
        : step.UndoFailure is not null ? "not undone"
        : step.IsEnded ? "done"
        : state.FailedStep == number ? "failed"
        : "begun";
}
