using Planner.Engine.Boot;
using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>A journal that is lost, or from which nothing can safely be concluded, or whose plan is lost: the OS that runs is the one to stay, because it is the one that has been seen to boot. The journal is put aside for people, what the run kept for its undo stays for them, and the way is free for the next run, whose checks look at the device itself.</summary>
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
        var run = state?.Id ?? await RunAsync(ct);
        var facts = new FactReader(device, null, new Dictionary<string, string>(), new Dictionary<string, ImageAnswer>());
        var outcome = new Outcome
        {
            Run = run ?? "",
            Kind = OutcomeKind.Failed,
            OsBefore = state?.OsBefore,
            OsAfter = (await facts.ReadAsync("os.version", ct)).Text,
            Reasons = [.. state?.Cause ?? [], damage],
            Boots = state?.Boots ?? 0,
            Left = [$"what the run does not tell any more: {damage}", .. stays, .. await KeepAsync(run, ct)],
        };
        return outcome with { Left = [.. outcome.Left, .. await TellAsync(run, state, outcome, ct), .. await FreeAsync(run, ct)] };
    }

    /// <summary>Keeps what a run kept for its undo until the next run begins; where that is, or why it may not be kept.</summary>
    internal async ValueTask<IReadOnlyList<string>> KeepAsync(string? run, CancellationToken ct)
    {
        if (run is null) return [];
        var sign = new RunSign(device);
        PartitionPath? folder = null;
        var failure = await new Again(device.Clock).TryAsync(async () =>
        {
            await sign.LeaveAsync(run, ct);
            folder = await sign.UndoDataAsync(run, ct);
        });
        if (failure is not null) return [$"what its steps kept for their undo may not stay: {failure.Message}"];
        return folder is { } kept ? [$"what its steps kept for their undo is in {kept} until the next run begins"] : [];
    }

    /// <summary>Puts the journal aside and stops the OS from calling <c>planner resume</c>; what could not be done.</summary>
    internal async ValueTask<IReadOnlyList<string>> FreeAsync(string? run, CancellationToken ct)
    {
        await Journal.SetAsideAsync(device.Files, device.Layout, ct);
        return run is null ? await new Arming(device).DisarmAsync(ct) : await StoredPlan.FreeAsync(device, run, keepsUndoData: true, ct);
    }

    /// <summary>The run that staging tells of; null where it tells of none, or can not be read.</summary>
    async ValueTask<string?> RunAsync(CancellationToken ct)
    {
        try
        {
            return await new RunSign(device).RunsAsync(ct) is [var run, ..] ? run : null;
        }
        catch (DeviceException)
        {
            return null;
        }
    }

    /// <summary>Tells the end durably, while the journal is still in its place; what kept it from that.</summary>
    async ValueTask<IReadOnlyList<string>> TellAsync(string? run, RunState? state, Outcome outcome, CancellationToken ct)
    {
        if (run is not null)
        {
            var log = new RunLog(device, run, Secrets.None);
            log.Add(new RunEnded(outcome));
            await log.WriteAsync(ct);
        }

        var status = new RunStatus(device, null, state, Secrets.None) { Run = run };
        var failure = await new Again(device.Clock).TryAsync(() => status.WriteDurablyAsync(RunStatus.Failed, 100, EventText.Word(outcome.Kind), outcome.Reasons, ct));
        return failure is null ? [] : [$"the status could not be written: {failure.Message}"];
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
