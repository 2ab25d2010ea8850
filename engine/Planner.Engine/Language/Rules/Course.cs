using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Engine.Language.Rules;

/// <summary>A plan on devices of its layout, with the moments that safety turns on.</summary>
/// <param name="plan">The plan.</param>
/// <param name="layout">Its layout.</param>
sealed class Course(Plan plan, Layout layout)
{
    /// <summary>The plan.</summary>
    public Plan Plan { get; } = plan;

    /// <summary>Its layout.</summary>
    public Layout Layout { get; } = layout;

    /// <summary>The steps.</summary>
    public IReadOnlyList<Step> Steps => Plan.Steps;

    /// <summary>Every effect of every step.</summary>
    public IEnumerable<Touch> Touches => Steps.SelectMany(step => step.Effects.Select(effect => new Touch(step, Placed(step, effect))));

    /// <summary>Effects that change or erase a partition or a path on one.</summary>
    public IEnumerable<Touch> Writes => Touches.Where(touch => touch.Effect is { Kind: not EffectKind.Reads, Resource: ResourceKind.Partition });

    /// <summary>The first effect that changes or erases a slot, if there is one.</summary>
    public IEnumerable<Touch> FirstSlotWrite => Writes.Where(touch => IsSlot(touch.Effect.Partition!)).Take(1);

    /// <summary>Every export.</summary>
    public IEnumerable<Export> Exports => Steps.OfType<Export>();

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

    /// <summary>Whether a name stands for a slot.</summary>
    public bool IsSlot(string partition) => SlotOf(partition) is not null;

    /// <summary>The role or slot that a name stands for, one word for each; null when it is no slot.</summary>
    public string? SlotOf(string partition) =>
        Roles.All.Contains(partition) || Layout.Slots.ContainsKey(partition) ? partition : Layout.Slots.FirstOrDefault(slot => slot.Value == partition).Key;

    /// <summary>The effect, as one on a slot where a slot's OS has the supervisor's configuration to itself.</summary>
    Effect Placed(Step step, Effect effect) => effect.Resource == ResourceKind.Supervisor && step is UpdateSupervisor update && Layout.Supervisor is { Override: null } own
        ? effect with { Resource = ResourceKind.Partition, Name = new PartitionPath(update.From, own.Default).ToString() }
        : effect;

    /// <summary>Whether what an effect changes must be put back when the run fails: everything but the spare slot before the switch, the run's staging and the boot itself. A partition that the layout lacks is another rule's.</summary>
    public bool IsPrecious(Touch touch)
    {
        if (touch.Effect is { Kind: EffectKind.Reads } or { Resource: ResourceKind.Network or ResourceKind.System }) return false;
        // A program's container is removed whatever becomes of it.
        if (touch is { Step: Run, Effect.Resource: ResourceKind.Engine }) return false;
        if (touch.Effect.Partition is not { } partition) return true;
        if (!Layout.Knows(partition)) return false;
        if (SlotOf(partition) == Roles.Spare && !IsAfter(touch.Step, Switches)) return false;
        return !(partition == Layout.Staging.Partition && TreeSelection.IsAtOrBelow(touch.Path, Layout.Staging.Path) && touch.Effect.Kind == EffectKind.Changes);
    }

    /// <summary>Whether a step can not be taken back although it changes something precious.</summary>
    public bool NeedsNoReturn(Step step) => step is not Confirm && step.Undo != UndoPolicy.Restores && step.Effects.Any(effect => IsPrecious(new Touch(step, effect)));

    /// <summary>Whether an unconditional check before a step asks for a fact.</summary>
    public bool IsCheckedBefore(Step step, Func<FactCondition, bool> asks) =>
        Steps.TakeWhile(other => other != step).OfType<Check>().Any(check => check.Header.When.Count == 0 && check.That.Any(asks));
}

/// <summary>One effect of one step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Effect">The effect.</param>
sealed record Touch(Step Step, Effect Effect)
{
    /// <summary>Where the step stands.</summary>
    public Position At => Step.Header.At;

    /// <summary>The path on its partition; the root when it is about no partition.</summary>
    public string Path => Effect.Path;

    /// <summary>Whether the effect and a path have a file in common.</summary>
    public bool Overlaps(PartitionPath path) => Effect.Partition == path.Partition && (TreeSelection.IsAtOrBelow(Path, path.Path) || TreeSelection.IsAtOrBelow(path.Path, Path));
}
