using Planner.Engine.Boot;
using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>Where a run stands when it is taken up again: what the table of <see cref="Recovery"/> is asked with, and its answer.</summary>
/// <param name="Way">Where to go on.</param>
/// <param name="Why">Why there.</param>
/// <param name="IsPlanned">Whether the run itself had asked for the boot that came.</param>
/// <param name="NeedsAgain">Whether a boot ended what finished steps did, and they must do it again.</param>
/// <param name="MayBeConfirmed">Whether, as far as the device tells, the new OS may have been confirmed.</param>
sealed record Standing(Way Way, string Why, bool IsPlanned, bool NeedsAgain, bool MayBeConfirmed)
{
    internal static async ValueTask<Standing> OfAsync(Run run, CancellationToken ct)
    {
        var phase = PhaseOf(run);
        var next = await NextAsync(run, ct);
        var (named, runs) = (PlaceOf(run, next.Slot), PlaceOf(run, await run.Device.Power.RunningSlotAsync(ct)));
        var booted = run.State.LastBoot != await run.Device.Power.BootIdAsync(ct);
        var (way, why) = Recovery.Of(phase, named, runs, booted);
        return new Standing(
            way, why,
            IsPlanned: booted && (run.State.LastMark == JournalEntry.ReturnMark || (phase == Phase.Switched && StateOf<Reboot>(run) is not null) || (IsRelocating(run) && runs == Place.New)),
            NeedsAgain: booted && runs == Place.Old,
            MayBeConfirmed: phase != Phase.Undoing && named == Place.New && runs == Place.New && !next.Counting);
    }

    static Phase PhaseOf(Run run)
    {
        var (switching, reboot) = (StateOf(run, step => step.Switches is not null), StateOf<Reboot>(run));
        if (run.State.Undoing) return Phase.Undoing;
        if (run.HasConfirmed) return Phase.Confirmed;
        if (reboot is { IsEnded: true }) return Phase.Verifying;
        if (IsRelocating(run)) return Phase.Switching;
        return switching switch { { IsEnded: true } => Phase.Switched, { IsBegun: true } => Phase.Switching, _ => Phase.Preparing };
    }

    /// <summary>Whether it is about to bring the old OS onto another slot: a switch of its own, long before that to the new OS.</summary>
    static bool IsRelocating(Run run) => StateOf<Relocate>(run) is { IsBegun: true, IsEnded: false, Kept: not null };

    static StepState? StateOf<T>(Run run) where T : Step => StateOf(run, step => step is T);

    static StepState? StateOf(Run run, Func<Step, bool> isIt) =>
        run.Plan.Steps.FirstOrDefault(isIt) is { } step ? run.State.Steps.GetValueOrDefault(step.Header.Number) : null;

    static Place PlaceOf(Run run, string? slot) => slot is null ? Place.Other : slot == run.State.ActiveSlot ? Place.Old : Place.New;

    /// <summary>What the boot variables say; nothing where they can not be read, which the table has rows for.</summary>
    static async ValueTask<BootVariables> NextAsync(Run run, CancellationToken ct)
    {
        try
        {
            return await run.Boot.ReadAsync(run.Device.Board, run.Device.Files, ct);
        }
        catch (DeviceException)
        {
            return BootVariables.None;
        }
    }
}
