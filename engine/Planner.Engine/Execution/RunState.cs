using System.Text.Json.Nodes;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>What is known of a run: nothing but what its journal says.</summary>
public sealed class RunState
{
    readonly SortedDictionary<int, StepState> steps = [];

    /// <summary>The run's id.</summary>
    public string Id => Text("run");

    /// <summary><c>name@version</c> of its plan.</summary>
    public string Plan => Text("plan");

    /// <summary>SHA-256 of its plan file.</summary>
    public string PlanDigest => Text("plan-digest");

    /// <summary><c>name@version</c> of the layout it began with.</summary>
    public string Layout => Text("layout");

    /// <summary>The board.</summary>
    public string Board => Text("board");

    /// <summary>The version to update to, or null.</summary>
    public string? Target => Began["target"]?.GetValue<string>();

    /// <summary>The slot that ran when it began.</summary>
    public string ActiveSlot => Text("slot");

    /// <summary>The OS version that ran when it began, or null.</summary>
    public string? OsBefore => Began["os"]?.GetValue<string>();

    /// <summary>Whether the device boots although applications hold update locks: said when the run began, so that it holds after every boot.</summary>
    public bool IgnoresLocks => Began["ignore-locks"]?.GetValue<bool>() ?? false;

    /// <summary>When it began.</summary>
    public DateTimeOffset BeganAt => DateTimeOffset.TryParse(Text("at"), out var at) ? at : default;

    /// <summary>The steps that were begun, by number.</summary>
    public IReadOnlyDictionary<int, StepState> Steps => steps;

    /// <summary>Numbers of steps that <c>when</c> left out.</summary>
    public IReadOnlySet<int> Skipped { get; private set; } = new HashSet<int>();

    /// <summary>Values of the plan's names at the run's start.</summary>
    public IReadOnlyDictionary<string, string> Values { get; private set; } = new Dictionary<string, string>();

    /// <summary>Pinned images by the name they were asked for.</summary>
    public IReadOnlyDictionary<string, ImageInfo> Images { get; private set; } = new Dictionary<string, ImageInfo>();

    /// <summary>Whether the run is being taken back.</summary>
    public bool Undoing { get; private set; }

    /// <summary>Why it is being taken back: the failure and its causes.</summary>
    public IReadOnlyList<string> Cause { get; private set; } = [];

    /// <summary>Number of the step that failed, or null.</summary>
    public int? FailedStep { get; private set; }

    /// <summary>Boots since it began.</summary>
    public int Boots { get; private set; }

    /// <summary>How it ended, or null while it is open.</summary>
    public JsonObject? Outcome { get; private set; }

    /// <summary>Whether everything of it is cleaned up.</summary>
    public bool IsClosed { get; private set; }

    JsonObject Began { get; set; } = [];

    /// <summary>The state that a journal's entries tell; null when they do not begin with a run.</summary>
    public static RunState? Of(IReadOnlyList<JournalEntry> entries)
    {
        if (entries.Count == 0 || entries[0].Mark != JournalEntry.RunMark) return null;
        var state = new RunState();
        foreach (var entry in entries) state.Apply(entry);
        return state;
    }

    /// <summary>Takes in one entry.</summary>
    public void Apply(JournalEntry entry)
    {
        var step = entry.Step is { } number ? StepOf(number) : null;
        switch (entry.Mark)
        {
            case JournalEntry.RunMark: Begin(entry.Data); break;
            case JournalEntry.BeginMark: step!.Begin(entry.Data); break;
            case JournalEntry.KeptMark: step!.Kept ??= entry.Data; break;
            case JournalEntry.EndMark: step!.End(entry.Data); break;
            case JournalEntry.FailedMark: step!.Tries++; break;
            case JournalEntry.UndoneMark: step!.IsUndone = true; break;
            case JournalEntry.UndoFailedMark: step!.UndoFailure = string.Join(": ", entry.TextsOf("cause")); break;
            case JournalEntry.BootMark: Boots++; break;
            case JournalEntry.OutcomeMark: Outcome = entry.Data; break;
            case JournalEntry.ClosedMark: IsClosed = true; break;
            case JournalEntry.UndoMark:
                (Undoing, Cause, FailedStep) = (true, entry.TextsOf("cause"), entry.Step);
                break;
        }
    }

    /// <summary>The first entry of a run.</summary>
    internal static JournalEntry Entry(JsonObject began, IReadOnlySet<int> skipped, IReadOnlyDictionary<string, string> values, IEnumerable<KeyValuePair<string, ImageInfo>> images)
    {
        began["skipped"] = new JsonArray([.. skipped.Select(number => (JsonNode)number)]);
        began["values"] = new JsonObject(values.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)value.Value)));
        began["images"] = new JsonObject(images.Select(image => KeyValuePair.Create(image.Key, (JsonNode?)new JsonObject
        {
            ["digest"] = image.Value.Image.Digest,
            ["arch"] = image.Value.Architecture,
            ["packed"] = image.Value.Packed,
            ["unpacked"] = image.Value.Unpacked,
        })));
        return new JournalEntry(JournalEntry.RunMark, null, began);
    }

    void Begin(JsonObject began)
    {
        Began = began;
        Skipped = began["skipped"]!.AsArray().Select(number => number!.GetValue<int>()).ToHashSet();
        Values = began["values"]!.AsObject().ToDictionary(value => value.Key, value => value.Value!.GetValue<string>());
        Images = began["images"]!.AsObject().ToDictionary(image => image.Key, image => Info(image.Key, image.Value!.AsObject()));
    }

    static ImageInfo Info(string name, JsonObject said) => new(
        ImageReference.Parse(name)!.Pin(said["digest"]!.GetValue<string>()),
        said["arch"]!.GetValue<string>(), said["packed"]!.GetValue<long>(), said["unpacked"]!.GetValue<long>());

    StepState StepOf(int number)
    {
        if (!steps.TryGetValue(number, out var step)) steps[number] = step = new StepState(number, new Dictionary<string, BoundRole>());
        return step;
    }

    string Text(string member) => Began[member]?.GetValue<string>() ?? "";
}

/// <summary>What is known of one step of a run.</summary>
/// <param name="number">Its number in the plan.</param>
/// <param name="roles">What its roles are before it has begun.</param>
public sealed class StepState(int number, IReadOnlyDictionary<string, BoundRole> roles)
{
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
    public string? UndoFailure { get; internal set; }

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

    internal void End(JsonObject outputs) => (IsEnded, Outputs) = (true, outputs);
}

/// <summary>A role, bound.</summary>
/// <param name="Slot">Slot name.</param>
/// <param name="Partition">Partition name in the layout.</param>
/// <param name="Id">Identity of the partition, see <see cref="PartitionState.Id"/>.</param>
public sealed record BoundRole(string Slot, string Partition, string Id)
{
    internal JsonObject ToJson() => new() { ["slot"] = Slot, ["partition"] = Partition, ["id"] = Id };

    internal static BoundRole Of(JsonObject said) => new(said["slot"]!.GetValue<string>(), said["partition"]!.GetValue<string>(), said["id"]!.GetValue<string>());
}
