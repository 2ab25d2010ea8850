using Planner.Engine.Execution;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>A step of a plan.</summary>
/// <param name="Header">What every step may say.</param>
public abstract record Step(StepHeader Header)
{
    /// <summary>Its kind.</summary>
    public abstract StepKind Kind { get; }

    /// <summary>Everything it touches, with roles unbound.</summary>
    public abstract IReadOnlyList<Effect> Effects { get; }

    /// <summary>How it is taken back.</summary>
    public abstract UndoPolicy Undo { get; }

    /// <summary>Whether a boot ends what it did: then it is done again when the old OS has booted in the middle of a run.</summary>
    public virtual bool EndsWithBoot => false;

    /// <summary>The partition or role that it fills, or null: what <c>verify</c> compares a slot with.</summary>
    public virtual string? Fills => null;

    /// <summary>The slot that the next boot uses after it, or null: the commit of a plan.</summary>
    public virtual string? Switches => null;

    /// <summary>The images that it uses: pinned before the first effect.</summary>
    public virtual IEnumerable<Template> Images => [];

    /// <summary>What the partition that it fills holds after it, given what it held before.</summary>
    public virtual ValueTask<TreeManifest> FilledAsync(StepContext context, TreeManifest before, CancellationToken ct) => new(before);

    /// <summary>What it needs at most: bytes on partitions, with roles bound. Asked before the first effect.</summary>
    public virtual ValueTask<IReadOnlyList<SpaceNeed>> SpaceAsync(StepContext context, CancellationToken ct) => new([]);

    /// <summary>Whether it is done already.</summary>
    public abstract ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct);

    /// <summary>Does it. May be called again after an interruption at any moment of an earlier call.</summary>
    public abstract ValueTask ApplyAsync(StepContext context, CancellationToken ct);

    /// <summary>Takes it back, as far as it was begun. May be called again after an interruption; goes on past what fails and reports it together at the end.</summary>
    public virtual ValueTask UndoAsync(StepContext context, CancellationToken ct) => default;

    /// <summary>Frees what it kept for its undo, and what it brought, when the run has ended either way.</summary>
    public virtual ValueTask CleanAsync(StepContext context, CancellationToken ct) => default;

    /// <summary>Whether it and another step write to the same place.</summary>
    public bool SharesWith(Step other) => Effects.Any(mine => other.Effects.Any(mine.SharesWith));

    /// <summary>One line for people: its summary, or its kind with what it is about.</summary>
    public string Title => Header.Summary ?? Describe();

    /// <summary>Kind and main value, as it would be written.</summary>
    public abstract string Describe();
}

/// <summary>An answer to: is it done already?</summary>
public enum Probe
{
    /// <summary>No, or only in part.</summary>
    NotDone,

    /// <summary>Yes, wholly.</summary>
    Done,
}

/// <summary>Space that a step needs.</summary>
/// <param name="Partition">Name in the layout.</param>
/// <param name="Bytes">At most so many.</param>
/// <param name="Lasting">Whether it is still taken when the step has ended; else it is needed only while the step runs.</param>
/// <param name="Why">For the message, like <c>the new boot files</c>.</param>
/// <param name="Whole">Whether the partition is emptied first, so that its size counts and not what is free now.</param>
public sealed record SpaceNeed(string Partition, long Bytes, bool Lasting, string Why, bool Whole = false);
