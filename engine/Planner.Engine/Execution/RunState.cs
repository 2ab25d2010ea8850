using System.Text.Json.Nodes;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>What is known of a run: nothing but what its journal says.</summary>
public sealed class RunState
{
    readonly SortedDictionary<int, StepState> steps = [];
    readonly HashSet<string> undoFailedIn = [];
    readonly HashSet<string> freeFailedIn = [];

    /// <summary>The run's id.</summary>
    public string Id { get; private set; } = "";

    /// <summary><c>name@version</c> of its plan.</summary>
    public string Plan { get; private set; } = "";

    /// <summary>SHA-256 of its plan file.</summary>
    public string PlanDigest => Text("plan-digest");

    /// <summary><c>name@version</c> of the layout in force.</summary>
    public string Layout { get; private set; } = "";

    /// <summary>The board.</summary>
    public string Board => Text("board");

    /// <summary>The version to update to, or null.</summary>
    public string? Target { get; private set; }

    /// <summary>The slot that the old OS runs from, as the layout in force calls it: the one that ran when the run began, or that it was relocated to.</summary>
    public string ActiveSlot { get; private set; } = "";

    /// <summary>The OS version that ran when it began, or null.</summary>
    public string? OsBefore { get; private set; }

    /// <summary>Whether the device boots although applications hold update locks: said when the run began, so that it holds after every boot.</summary>
    public bool IgnoresLocks => Began["ignore-locks"]?.GetValue<bool>() ?? false;

    /// <summary>What comes behind it, in the words of who asked for it; null when nothing does.</summary>
    public string? Goal => Began["goal"]?.GetValue<string>();

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

    /// <summary>Boots since it began, as far as it has seen them.</summary>
    public int Boots { get; private set; }

    /// <summary>Id of the boot in which it was last worked on.</summary>
    public string LastBoot { get; private set; } = "";

    /// <summary>SHA-256 of the Planner that began it, or null when that one could not be kept.</summary>
    public string? Program => Began["program"]?.GetValue<string>();

    /// <summary>How often it was interrupted since anything of it was last finished.</summary>
    public int Interruptions { get; private set; }

    /// <summary>The last mark.</summary>
    public string LastMark { get; private set; } = "";

    /// <summary>Number of the step that was begun and has not ended, or null.</summary>
    public int? OpenStep => steps.Values.LastOrDefault(step => step is { IsBegun: true, IsEnded: false })?.Number;

    /// <summary>Boots in which it was not known whether all is undone.</summary>
    public int UndoFailures => undoFailedIn.Count;

    /// <summary>Boots in which it was over, and could not free what it had kept.</summary>
    public int FreeFailures => freeFailedIn.Count;

    /// <summary>How often the old OS was booted to take it back.</summary>
    public int Returns { get; private set; }

    /// <summary>How often the boot was switched once more because the old OS had come up, with no way back.</summary>
    public int SwitchesAgain { get; private set; }

    /// <summary>How it ended, or null while it is open.</summary>
    public JsonObject? Outcome { get; private set; }

    /// <summary>Whether it is done and something is still to come behind it: until that has begun it keeps what it stored, so that every boot goes on.</summary>
    public bool LeadsOn => Goal is not null && !IsClosed && Outcome?["outcome"]?.GetValue<string>() == EventText.Word(OutcomeKind.Done);

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
        LastMark = entry.Mark;
        if (entry.Mark is JournalEntry.EndMark or JournalEntry.UndoMark or JournalEntry.UndoneMark or JournalEntry.UndoFailedMark or JournalEntry.ParkedMark) Interruptions = 0;
        switch (entry.Mark)
        {
            case JournalEntry.RunMark: Begin(entry.Data); break;
            case JournalEntry.BeginMark: step!.Begin(entry.Data); break;
            case JournalEntry.KeptMark: step!.Kept ??= entry.Data; break;
            case JournalEntry.EndMark:
                step!.End(entry.Data);
                if (step.Kind == Relocate.Name) ActiveSlot = entry.Data[Relocate.SlotOutput]?.GetValue<string>() ?? ActiveSlot;
                break;
            case JournalEntry.FailedMark: step!.Tries++; break;
            case JournalEntry.UndoneMark:
                step!.IsUndone = true;
                ActiveSlot = entry.Data[Relocate.SlotOutput]?.GetValue<string>() ?? ActiveSlot;
                break;
            case JournalEntry.UndoFailedMark when step is not null: step.UndoFailed(entry); break;
            case JournalEntry.UndoFailedMark: undoFailedIn.Add(entry.BootId); break;
            case JournalEntry.FreeFailedMark: freeFailedIn.Add(entry.BootId); break;
            case JournalEntry.BootMark: Boot(entry); break;
            case JournalEntry.ReturnMark: Returns++; break;
            case JournalEntry.ResumeMark:
                Boot(entry);
                Interruptions++;
                break;
            case JournalEntry.AgainMark: Again(entry.Step!.Value); break;
            case JournalEntry.LayoutMark: (Layout, ActiveSlot) = (entry.Data["layout"]!.GetValue<string>(), entry.Data["slot"]!.GetValue<string>()); break;
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

    /// <summary>A step and those behind it have yet to be done.</summary>
    void Again(int from)
    {
        SwitchesAgain++;
        foreach (var number in steps.Keys.Where(number => number >= from).ToList()) steps.Remove(number);
    }

    void Boot(JournalEntry entry)
    {
        if (entry.BootId == LastBoot) return;
        Boots++;
        LastBoot = entry.BootId;
    }

    void Begin(JsonObject began)
    {
        Began = began;
        (Id, Plan, ActiveSlot, OsBefore, Target) = (Text("run"), Text("plan"), Text("slot"), began["os"]?.GetValue<string>(), began["target"]?.GetValue<string>());
        (Layout, LastBoot) = (Text("layout"), Text("boot"));
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
