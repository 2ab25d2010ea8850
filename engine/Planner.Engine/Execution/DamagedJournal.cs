using Planner.Engine.Boot;
using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>A journal from which nothing can safely be concluded, or whose plan is lost: the OS that runs is the one to stay, because it is the one that has been seen to boot. The journal is put aside for people, and the way is free for the next run, whose checks look at the device itself.</summary>
/// <param name="device">The device.</param>
sealed class DamagedJournal(IDevice device)
{
    /// <summary>Puts it aside, and tells.</summary>
    /// <param name="state">What its whole lines tell, or null.</param>
    /// <param name="damage">What is damaged.</param>
    /// <param name="ct">Ends the call.</param>
    internal async ValueTask<Outcome> PutAsideAsync(RunState? state, string damage, CancellationToken ct)
    {
        var stays = await StayAsync(ct);
        await Journal.SetAsideAsync(device.Files, device.Layout, ct);
        var left = await new Arming(device).DisarmAsync(state?.Id, ct);
        var facts = new FactReader(device, null, new Dictionary<string, string>(), new Dictionary<string, ImageAnswer>());
        return new Outcome
        {
            Run = state?.Id ?? "",
            Kind = OutcomeKind.Failed,
            OsBefore = state?.OsBefore,
            OsAfter = (await facts.ReadAsync("os.version", ct)).Text,
            Boots = state?.Boots ?? 0,
            Left = [$"what the run does not tell any more: {damage}; its journal was put aside", .. stays, .. left],
        };
    }

    /// <summary>Makes the boot variables name what runs, with nothing counted; what keeps them from it.</summary>
    async ValueTask<IReadOnlyList<string>> StayAsync(CancellationToken ct)
    {
        try
        {
            if (BootFamilies.Find(device.Board.Family) is not { } boot || await device.Power.RunningSlotAsync(ct) is not { } running) return [];
            var next = await boot.ReadAsync(device.Board, device.Files, ct);
            if (!next.Is(running)) await SwitchBoot.BackAsync(boot, device, running, ct);
            return [];
        }
        catch (DeviceException e)
        {
            return [$"the boot variables: {e.Message}"];
        }
    }
}
