using System.Text.Json.Nodes;
using Planner.Engine.Boot;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Language;
using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>What a step may use while it runs: the device, its names bound, and what it keeps for its undo.</summary>
public sealed class StepContext
{
    readonly Run run;
    readonly StepState state;

    internal StepContext(Run run, StepState state)
    {
        this.run = run;
        this.state = state;
    }

    /// <summary>The device.</summary>
    public IDevice Device => run.Device;

    /// <summary>The board's boot family.</summary>
    public IBootFamily Boot => run.Boot;

    /// <summary>The run's id.</summary>
    public string RunId => run.State.Id;

    /// <summary>The facts, read fresh.</summary>
    public FactReader Facts => run.Facts;

    /// <summary>The slot that the old OS runs from: the one that ran when the run began, or that it was relocated to.</summary>
    public string FormerSlot => run.State.ActiveSlot;

    /// <summary>The step's own folder for undo data and temporary files; freed when the run ends.</summary>
    public PartitionPath Staging => run.Staging.Below($"step-{state.Number}");

    /// <summary>What the step kept for its undo, or null when it has kept nothing yet.</summary>
    public JsonObject? Kept => state.Kept;

    /// <summary>Earlier steps of a kind that have ended, each with its context.</summary>
    internal IEnumerable<(T Step, StepContext Context)> Earlier<T>() where T : Step =>
        run.Plan.Steps.OfType<T>().Where(step => step.Header.Number < state.Number && run.State.Steps.GetValueOrDefault(step.Header.Number) is { IsEnded: true }).Select(step => (step, run.ContextOf(step)));

    /// <summary>Whether a later step of the run has begun that writes to a partition.</summary>
    public bool IsWrittenSince(string partition) => run.IsWrittenSince(partition, state.Number);

    /// <summary>Results of the step, for later steps as <c>steps.&lt;id&gt;.&lt;output&gt;</c>; journalled when it ends.</summary>
    public JsonObject Outputs { get; } = [];

    /// <summary>Results that the step told when it ended.</summary>
    internal JsonObject Told => state.Outputs;

    /// <summary>Writes down what the undo needs, durably, before the change it protects. What was kept first stays.</summary>
    public async ValueTask KeepAsync(JsonObject data, CancellationToken ct)
    {
        if (Kept is null) await run.MarkAsync(JournalEntry.Kept(state.Number, data), ct);
    }

    /// <summary>The partition of a name or role, as it was bound when the step began.</summary>
    public string Partition(string nameOrRole) => state.Roles.TryGetValue(nameOrRole, out var role) ? role.Partition : nameOrRole;

    /// <summary>The slot of a role or partition, or null when the partition is no slot.</summary>
    public string? Slot(string nameOrRole) => state.Roles.TryGetValue(nameOrRole, out var role)
        ? role.Slot
        : Device.Layout.Slots.FirstOrDefault(slot => slot.Value == nameOrRole).Key;

    /// <summary>A path with its role bound.</summary>
    public PartitionPath Path(PartitionPath path) => path with { Partition = Partition(path.Partition) };

    /// <summary>Whether a step before this one erases a partition: what it holds before the run does not matter.</summary>
    public bool IsErased(string nameOrRole) => run.Plan.Steps.Any(step => step.Header.Number < state.Number && !run.State.Skipped.Contains(step.Header.Number)
        && step.Effects.Any(effect => effect is { Kind: EffectKind.Erases, Partition: { } erased } && Partition(erased) == Partition(nameOrRole)));

    /// <summary>Tells later steps what an image holds.</summary>
    public void Known(Template template, TreeManifest tree) => run.Trees[Image(template).Image.Digest] = tree;

    /// <summary>What an image holds, where an earlier step has read it; else null.</summary>
    public TreeManifest? Tree(ImageInfo image) => run.Trees.GetValueOrDefault(image.Image.Digest);

    /// <summary>Tells later steps what an archive, its role unbound, will hold.</summary>
    public void Measured(PartitionPath archive, ArchiveSize size) => run.Measured[archive] = size;

    /// <summary>What an archive will hold, as an earlier step has measured; null when none has.</summary>
    public ArchiveSize? MeasuredOf(PartitionPath archive) => run.Measured.GetValueOrDefault(archive);

    /// <summary>A text with every name replaced by its value at the run's start.</summary>
    public string Expand(Template template) => template.Expand(run.Values);

    /// <summary>An image, as it was pinned before the first effect, where the steps before this one put it.</summary>
    public ImageInfo Image(Template template)
    {
        var name = Expand(template);
        var image = run.ImageOf(name);
        return image with { Image = run.PlacedBefore(state.Number, name, image.Image) };
    }

    /// <summary>Tests a condition against facts read now: null when it holds, else why not.</summary>
    public async ValueTask<string?> TestAsync(FactCondition condition, CancellationToken ct)
    {
        // Where a value is missing because its image can not be had, that is the reason to tell.
        if (Matching.FirstName(condition.Matcher, name => run.WhyNoImageOf(name) is not null) is { } missing) return run.WhyNoImageOf(missing);
        return Matching.Test(condition, await run.Facts.ReadAsync(condition.Fact, ct), run.TryValueOf);
    }

    /// <summary>Tells the user how far the step is.</summary>
    public void Report(string text) => run.Report(new StepProgress(state.Number, text));

    /// <summary>Counts bytes that came over the network.</summary>
    public void CountFetched(long bytes) => run.Fetched += bytes;

    /// <summary>Counts bytes of an image that came over the network: from anywhere but a folder.</summary>
    public void CountFetched(PinnedImage image, long bytes) => CountFetched(image.Reference.IsFolder ? 0 : bytes);

    /// <summary>Counts bytes of the new OS that were written.</summary>
    public void CountWritten(long bytes) => run.Written += bytes;

    /// <summary>Makes the OS of a slot go on with the run when it boots.</summary>
    public ValueTask ArmAsync(string slot, CancellationToken ct) => new Arming(run.Device).ArmAsync(slot, RunId, ct);

    /// <summary>Does again what earlier steps did and a boot has ended.</summary>
    public async ValueTask DoAgainAsync(CancellationToken ct)
    {
        if (await Interrupted.DoAgainAsync(run, ct) is var (step, cause)) throw new DeviceException(cause is DeviceException failure ? failure.Fault : DeviceFault.TimedOut, $"do '{step.Describe()}' again after the boot", cause.Message, cause);
    }

    /// <summary>Makes another layout the one in force, and takes what the run keeps for itself to where that layout has it.</summary>
    public ValueTask MoveAsync(Layout to, CancellationToken ct) => new Moving(run).GoAsync(to, ct);

    /// <summary>Boots anew, as the board does.</summary>
    public ValueTask<RebootResult> RebootAsync(CancellationToken ct) => run.RebootAsync(ct);

    /// <summary>Whether the user wants the device to boot although applications hold update locks.</summary>
    public bool IgnoresLocks => run.State.IgnoresLocks;

    /// <summary>Whether the run may still be taken back.</summary>
    public bool HasReturn => run.HasReturn;

    /// <summary>Whether this process boots the device, and leaves it to nobody else.</summary>
    public bool BootsItself => !run.NoReboot;

    /// <summary>Tells the device's owner, in the field's words, what is waited for: also in the status file and the log, at once.</summary>
    /// <param name="status">The status; null for that of the step itself.</param>
    /// <param name="text">More about it.</param>
    /// <param name="ct">Ends the call.</param>
    public ValueTask TellAsync(string? status, string text, CancellationToken ct) => run.TellAsync(state.Number, status, text, ct);

    /// <summary>What a partition should hold by what the finished steps of this run put there; null when none did.</summary>
    public ValueTask<TreeManifest?> FilledAsync(string partition, CancellationToken ct) => run.FilledAsync(partition, state.Number, ct);
}
