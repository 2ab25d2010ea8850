using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Engine.Language.Rules;

/// <summary>A plan on devices of its layouts, with the moments that safety turns on.</summary>
/// <param name="plan">The plan.</param>
sealed class Course(Plan plan)
{
    /// <summary>The plan.</summary>
    public Plan Plan { get; } = plan;

    /// <summary>The steps.</summary>
    public IReadOnlyList<Step> Steps => Plan.Steps;

    /// <summary>Every effect of every step.</summary>
    public IEnumerable<Touch> Touches => Steps.SelectMany(step => step.Effects.Select(effect => TouchOf(step, effect)));

    /// <summary>Effects that change or erase a partition or a path on one.</summary>
    public IEnumerable<Touch> Writes => Touches.Where(touch => touch.Effect is { Kind: not EffectKind.Reads, Resource: ResourceKind.Partition });

    /// <summary>The first effect that changes or erases a slot, if there is one.</summary>
    public IEnumerable<Touch> FirstSlotWrite => Writes.Where(touch => touch.Slot is not null).Take(1);

    /// <summary>Every export.</summary>
    public IEnumerable<Export> Exports => Steps.OfType<Export>();

    /// <summary>Every export that fetches its image itself.</summary>
    public IEnumerable<Export> Straights => Exports.Where(export => export.IsStraight);

    /// <summary>Every pull.</summary>
    public IEnumerable<Pull> Pulls => Steps.OfType<Pull>();

    /// <summary>Every format.</summary>
    public IEnumerable<Mkfs> Formats => Steps.OfType<Mkfs>();

    /// <summary>Every relocation.</summary>
    public IEnumerable<Relocate> Relocates => Steps.OfType<Relocate>();

    /// <summary>Every switch of the next boot.</summary>
    public IEnumerable<Step> Switches => Steps.Where(step => step.Switches is not null);

    /// <summary>Every switch that is a step of its own.</summary>
    public IEnumerable<SwitchBoot> OwnSwitches => Steps.OfType<SwitchBoot>();

    /// <summary>Every program that a plan runs.</summary>
    public IEnumerable<Run> Programs => Steps.OfType<Run>();

    /// <summary>Every reboot.</summary>
    public IEnumerable<Reboot> Reboots => Steps.OfType<Reboot>();

    /// <summary>Every confirmation.</summary>
    public IEnumerable<Confirm> Confirms => Steps.OfType<Confirm>();

    /// <summary>Steps that say that the point of no return lies there.</summary>
    public IEnumerable<Step> NoReturns => Steps.Where(step => step.Header.NoReturn is not null);

    /// <summary>Whether there is no way back any more when a step begins: at and after the point of no return, and after the confirmation.</summary>
    public bool IsBeyondNoReturn(Step step) => (NoReturns.FirstOrDefault() is { } point && step.Header.Number >= point.Header.Number) || IsAfter(step, Confirms);

    /// <summary>Whether a step comes after the first of others.</summary>
    public static bool IsAfter(Step step, IEnumerable<Step> others) => others.FirstOrDefault() is { } first && step.Header.Number > first.Header.Number;

    /// <summary>Every change of the layout.</summary>
    public IEnumerable<Repartition> Repartitions => Steps.OfType<Repartition>();

    /// <summary>The role or slot that a name stands for at a step, one word for each; null when it is no slot.</summary>
    public string? SlotOf(Step step, string partition) => Touch.SlotIn(Plan.LayoutAt(step), partition);

    /// <summary>An effect of a step, as one on a slot where a slot's OS has the supervisor's configuration to itself.</summary>
    public Touch TouchOf(Step step, Effect effect)
    {
        var layout = Plan.LayoutAt(step);
        return new(step, layout, effect.Resource == ResourceKind.Supervisor && step is UpdateSupervisor update && layout.Supervisor is { Override: null } own
            ? effect with { Resource = ResourceKind.Partition, Name = new PartitionPath(update.From, own.Default).ToString() }
            : effect);
    }

    /// <summary>Whether an effect is on the slot that does not run then: by its role, or, once the device was brought onto one slot, by the other one's name.</summary>
    public bool IsSpareAt(Touch touch) => touch.Slot is { } slot
        && (slot == Roles.Spare || (slot != Roles.Active && Relocates.FirstOrDefault() is { } relocate && touch.Step.Header.Number > relocate.Header.Number && slot != SlotOf(relocate, relocate.To)));

    /// <summary>Whether what an effect changes must be put back when the run fails: everything but the spare slot before the switch, the run's staging and the boot itself. A partition that the layout lacks is another rule's.</summary>
    public bool IsPrecious(Touch touch)
    {
        if (touch.Effect is { Kind: EffectKind.Reads } or { Resource: ResourceKind.Network or ResourceKind.System }) return false;
        // A program's container is removed whatever becomes of it.
        if (touch is { Step: Run, Effect.Resource: ResourceKind.Engine }) return false;
        if (touch.Effect.Partition is not { } partition) return true;
        if (!touch.Layout.Knows(partition)) return false;
        if (IsSpareAt(touch) && !IsAfter(touch.Step, Switches)) return false;
        var staging = touch.Layout.Staging;
        return !(partition == staging.Partition && TreeSelection.IsAtOrBelow(touch.Path, staging.Path) && touch.Effect.Kind == EffectKind.Changes);
    }

    /// <summary>The precious things that a step changes.</summary>
    public IEnumerable<Effect> Precious(Step step) => step.Effects.Where(effect => IsPrecious(new Touch(step, Plan.LayoutAt(step), effect)));

    /// <summary>Whether a step can not be taken back although it changes something precious.</summary>
    public bool NeedsNoReturn(Step step) => step is not Confirm && step.Undo != UndoPolicy.Restores && Precious(step).Any();

    /// <summary>Whether an unconditional check before a step asks for a fact.</summary>
    public bool IsCheckedBefore(Step step, Func<FactCondition, bool> asks) =>
        Steps.TakeWhile(other => other != step).OfType<Check>().Any(check => check.Header.When.Count == 0 && check.That.Any(asks));
}

/// <summary>One effect of one step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Layout">The layout in force at the step.</param>
/// <param name="Effect">The effect.</param>
sealed record Touch(Step Step, Layout Layout, Effect Effect)
{
    /// <summary>Where the step stands.</summary>
    public Position At => Step.Header.At;

    /// <summary>The path on its partition; the root when it is about no partition.</summary>
    public string Path => Effect.Path;

    /// <summary>The role or slot that it is about; null when it is about none.</summary>
    public string? Slot => Effect.Partition is { } partition ? SlotIn(Layout, partition) : null;

    /// <summary>Whether the effect and a path have a file in common.</summary>
    public bool Overlaps(PartitionPath path) => Effect.Partition == path.Partition && (TreeSelection.IsAtOrBelow(Path, path.Path) || TreeSelection.IsAtOrBelow(path.Path, Path));

    /// <summary>The role or slot that a name stands for in a layout; null when it is no slot.</summary>
    public static string? SlotIn(Layout layout, string partition) =>
        Roles.All.Contains(partition) || layout.Slots.ContainsKey(partition) ? partition : layout.Slots.FirstOrDefault(slot => slot.Value == partition).Key;
}
