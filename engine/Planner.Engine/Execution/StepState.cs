using System.Text.Json.Nodes;
using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>What is known of one step of a run.</summary>
/// <param name="number">Its number in the plan.</param>
/// <param name="roles">What its roles are before it has begun.</param>
public sealed class StepState(int number, IReadOnlyDictionary<string, BoundRole> roles)
{
    readonly HashSet<string> undoFailedIn = [];

    /// <summary>Its number in the plan.</summary>
    public int Number { get; } = number;

    /// <summary>One line for people; empty before it has begun.</summary>
    public string Title { get; private set; } = "";

    /// <summary>Its kind, like <c>export</c>; empty before it has begun.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>Whether it was begun.</summary>
    public bool IsBegun { get; private set; }

    /// <summary>Whether it ended well.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Whether it was taken back.</summary>
    public bool IsUndone { get; internal set; }

    /// <summary>Why it could not be taken back, or null.</summary>
    public string? UndoFailure { get; private set; }

    /// <summary>Boots in which it could not be taken back.</summary>
    public int UndoFailures => undoFailedIn.Count;

    /// <summary>Whether trying to take it back has been given up: it kept interrupting the undo.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>Tries that failed.</summary>
    public int Tries { get; internal set; }

    /// <summary>What it kept for its undo, or null.</summary>
    public JsonObject? Kept { get; internal set; }

    /// <summary>Its results, once it has ended.</summary>
    public JsonObject Outputs { get; private set; } = [];

    /// <summary>Its roles, bound when it began.</summary>
    public IReadOnlyDictionary<string, BoundRole> Roles { get; private set; } = roles;

    /// <summary>The entry with which a step begins.</summary>
    internal static JournalEntry Beginning(Step step, string title, IReadOnlyDictionary<string, BoundRole> roles) => new(JournalEntry.BeginMark, step.Header.Number, new JsonObject
    {
        ["title"] = title,
        ["kind"] = step.Kind.Name,
        ["roles"] = new JsonObject(roles.Select(role => KeyValuePair.Create(role.Key, (JsonNode?)role.Value.ToJson()))),
    });

    internal void Begin(JsonObject data)
    {
        IsBegun = true;
        Title = data["title"]?.GetValue<string>() ?? "";
        Kind = data["kind"]?.GetValue<string>() ?? "";
        Roles = data["roles"]!.AsObject().ToDictionary(role => role.Key, role => BoundRole.Of(role.Value!.AsObject()));
    }

    internal void UndoFailed(JournalEntry entry)
    {
        UndoFailure = string.Join(": ", entry.TextsOf("cause"));
        undoFailedIn.Add(entry.Data["boot"]?.GetValue<string>() ?? "");
        IsGivenUp |= entry.Data["given-up"]?.GetValue<bool>() == true;
    }

    internal void End(JsonObject outputs) => (IsEnded, Outputs) = (true, outputs);
}
