using System.Text.RegularExpressions;
using Planner.Engine.Boot;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Language;
using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>One run while a process works on it: the plan, the device, the journal and what it tells.</summary>
sealed partial class Run
{
    readonly IRunObserver observer;
    Journal? journal;
    readonly TimeSpan began;
    RunStatus? status;
    Dictionary<string, BoundRole> roles = [];

    internal Run(IDevice device, Plan plan, IBootFamily boot, RunState state, FactReader facts, Journal? journal, IRunObserver observer)
    {
        (Device, Plan, Boot, State, Facts, this.journal, this.observer) = (device, plan, boot, state, facts, journal, observer);
        began = device.Clock.Elapsed;
        Values = ValueOf;
        Secrets = Secrets.Of(plan, name => state.Values.GetValueOrDefault($"input.{name}"));
        Log = new RunLog(device, state.Id, Secrets);
    }

    internal IDevice Device { get; }

    internal Plan Plan { get; }

    internal IBootFamily Boot { get; private set; }

    internal RunState State { get; }

    internal FactReader Facts { get; }

    internal Secrets Secrets { get; }

    internal RunLog Log { get; private set; }

    internal RunStatus Status => status ??= new RunStatus(Device, Plan, State, Secrets);

    /// <summary>Why images could not be had, by name.</summary>
    internal IReadOnlyDictionary<string, ImageAnswer> Answers { get; init; } = new Dictionary<string, ImageAnswer>();

    /// <summary>What images hold that are stored on the device, by their digests.</summary>
    internal Dictionary<string, TreeManifest> Trees { get; } = [];

    /// <summary>What archives will hold, by their places with roles unbound: known before the first effect.</summary>
    internal Dictionary<PartitionPath, ArchiveSize> Measured { get; } = [];

    internal long Fetched { get; set; }

    internal long Written { get; set; }

    /// <summary>Whether the new OS has been confirmed: there is no way back.</summary>
    internal bool HasConfirmed => Plan.Steps.Any(step => step is Confirm && State.Steps.TryGetValue(step.Header.Number, out var at) && at.IsEnded);

    /// <summary>Whether the new OS may have been confirmed.</summary>
    internal bool IsConfirming => Plan.Steps.Any(step => step is Confirm && State.Steps.TryGetValue(step.Header.Number, out var at) && at.IsBegun);

    /// <summary>Whether the run may still be taken back: the point of no return is not reached.</summary>
    internal bool HasReturn => !Plan.Steps.Any(step => step.Header.NoReturn is not null && State.Steps.TryGetValue(step.Header.Number, out var at) && at.IsBegun);

    /// <summary>Whether the device goes down and this process with it.</summary>
    internal bool IsLeaving { get; private set; }

    internal bool NoReboot { get; init; }

    internal PartitionPath Staging => Device.Layout.Staging.Below(State.Id);

    internal TimeSpan Time => Device.Clock.Elapsed - began;

    /// <summary>Writes an entry to the journal, then takes it in.</summary>
    internal async ValueTask MarkAsync(JournalEntry entry, CancellationToken ct)
    {
        entry = Secrets.In(entry);
        // There is nothing to keep the reserve for where there is no way back.
        if (!HasReturn) BeginUndo();
        if (journal is not null) await journal.AppendAsync(entry, ct);
        State.Apply(entry);
    }

    /// <summary>The run goes on under another layout, with its journal there.</summary>
    internal void Moved(Journal to, JournalEntry entry)
    {
        journal = to;
        State.Apply(entry);
        (Log, status) = (new RunLog(Device, State.Id, Secrets), null);
        Boot = BootFamilies.Find(Device.Board.Family)!;
        Rebind();
    }

    /// <summary>What runs, and what the slots are called, is asked anew.</summary>
    internal void Rebind()
    {
        Facts.Forget();
        roles = [];
    }

    /// <summary>From now on the run is taken back.</summary>
    internal void BeginUndo() => journal?.BeginUndo();

    internal void Report(RunEvent happened)
    {
        happened = Secrets.In(happened);
        Log.Add(happened);
        observer.On(happened);
    }

    /// <summary>Tells what is going on while a step takes long, durably: in the status file and the log too.</summary>
    internal async ValueTask TellAsync(int number, string? status, string text, CancellationToken ct)
    {
        var step = Plan.Steps.First(step => step.Header.Number == number);
        var usual = Status.At(step);
        var told = usual with { Text = status ?? usual.Text };
        Report(told);
        Report(new StepProgress(number, text));
        await Status.WriteAsync(told.Text, told.Percentage, step, null, [], ct);
        await Log.WriteAsync(ct);
    }

    /// <summary>The context of a step: with the roles that its beginning bound, or those of the last <see cref="BindAsync"/>.</summary>
    internal StepContext ContextOf(Step step) => new(this, State.Steps.TryGetValue(step.Header.Number, out var state) ? state : new StepState(step.Header.Number, roles));

    /// <summary>The value of a name; one without a value is a failure.</summary>
    internal Func<string, string> Values { get; }

    string ValueOf(string name) => TryValueOf(name) ?? throw new DeviceException(DeviceFault.NotFound, $"read '{name}'", "it has no value in this run");

    internal string? TryValueOf(string name)
    {
        if (State.Values.TryGetValue(name, out var value)) return value;
        return name.Split('.') is ["steps", var id, var output] && Plan.Steps.FirstOrDefault(step => step.Header.Id == id) is { } step
            && State.Steps.TryGetValue(step.Header.Number, out var state) ? state.Outputs[output]?.ToString() : null;
    }

    internal ImageInfo ImageOf(string name) => State.Images.TryGetValue(name, out var image) ? image
        : throw (Answers.TryGetValue(name, out var answer) && answer.Failure is { } failure ? failure : new DeviceException(DeviceFault.NotFound, $"use image {name}", "it was not asked for before the run"));

    /// <summary>An image where the last step before another one puts it: stored in a folder, as a tree on a slot, or, where no such step does, in the container engine.</summary>
    internal PinnedImage PlacedBefore(int number, string name, PinnedImage image)
    {
        if (!Plan.Steps.Any(step => step is Pull { To: not null } or Export { IsStraight: true })) return image;
        return Plan.Steps.LastOrDefault(step => step.Header.Number < number && !State.Skipped.Contains(step.Header.Number) && step is Pull or Export { IsStraight: true } && step.Images.Any(one => one.Expand(Values) == name)) switch
        {
            Pull { To: { } folder } pull => image with { Folder = ContextOf(pull).Path(folder) },
            Export straight => image with { Tree = ContextOf(straight).Path(PartitionPath.Root(straight.To)) },
            _ => image,
        };
    }

    /// <summary>Whether a step behind another one has begun that writes to a partition.</summary>
    internal bool IsWrittenSince(string partition, int number) => Plan.Steps.Any(step => step.Header.Number > number && State.Steps.GetValueOrDefault(step.Header.Number) is { IsBegun: true }
        && step.Effects.Any(effect => effect is { Kind: not EffectKind.Reads, Partition: { } name } && ContextOf(step).Partition(name) == partition));

    /// <summary>A step in one line, with the names in it replaced as far as they have a value.</summary>
    internal string TitleOf(Step step)
    {
        var title = step.Title;
        return Secrets.In(title.Contains("${", StringComparison.Ordinal) ? NameInText().Replace(title, name => TryValueOf(name.Groups[1].Value) ?? name.Value) : title);
    }

    [GeneratedRegex(@"\$\{([^}]+)\}")]
    private static partial Regex NameInText();

    /// <summary>Why the image of a name like <c>input.image.unpacked</c> can not be had; null when it can, or when the name is about no image.</summary>
    internal string? WhyNoImageOf(string name) =>
        name.Split('.') is ["input", var input, _] && TryValueOf($"input.{input}") is { } image && Answers.GetValueOrDefault(image)?.Failure is { } failure ? failure.Message : null;

    /// <summary>Binds the roles to what runs now: once, because only a boot changes it.</summary>
    internal async ValueTask<IReadOnlyDictionary<string, BoundRole>> BindAsync(CancellationToken ct)
    {
        if (roles.Count > 0) return roles;
        return roles = await Facts.RunningSlotAsync(ct) is { } active ? await RolesAsync(active, ct) : [];
    }

    /// <summary>Binds the roles as they will be once another slot runs: for what is asked before the run begins.</summary>
    internal async ValueTask ForeseeAsync(string active, CancellationToken ct) => roles = await RolesAsync(active, ct);

    async ValueTask<Dictionary<string, BoundRole>> RolesAsync(string active, CancellationToken ct)
    {
        var bound = new Dictionary<string, BoundRole>();
        foreach (var (role, slot) in new[] { (Roles.Active, active), (Roles.Spare, FactReader.SpareOf(Device.Layout, active)) })
        {
            var partition = Device.Layout.Slots[slot];
            bound[role] = new BoundRole(slot, partition, (await Device.Disks.LookAsync(partition, ct))?.Id ?? "");
        }

        return bound;
    }

    internal async ValueTask<RebootResult> RebootAsync(CancellationToken ct)
    {
        if (NoReboot)
        {
            IsLeaving = true;
            return RebootResult.Leaving;
        }

        Report(new Booting(null));
        Facts.Forget();
        var result = await new Rebooting(this).GoAsync(ct);
        IsLeaving = result == RebootResult.Leaving;
        if (IsLeaving) return result;
        roles = [];
        await MarkAsync(JournalEntry.InBoot(JournalEntry.BootMark, await Device.Power.BootIdAsync(ct)), ct);
        Report(new Booting(await Facts.RunningSlotAsync(ct)));
        return result;
    }

    /// <summary>What the steps before a step left on a partition, or null when none filled it.</summary>
    internal async ValueTask<TreeManifest?> FilledAsync(string nameOrRole, int before, CancellationToken ct)
    {
        TreeManifest? filled = null;
        foreach (var step in Plan.Steps.Where(step => step.Header.Number < before && step.Fills == nameOrRole))
            if (State.Steps.TryGetValue(step.Header.Number, out var state) && state.IsEnded && !State.Skipped.Contains(step.Header.Number))
                filled = await step.FilledAsync(ContextOf(step), filled ?? TreeManifest.Empty, ct);
        return filled;
    }
}
