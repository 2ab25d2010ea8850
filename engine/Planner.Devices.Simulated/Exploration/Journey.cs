using System.Collections.Immutable;
using Planner.Devices.Simulated.Exploration.Promises;
using Planner.Devices.Simulated.Faults;
using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>What becomes of a device: process after process and boot after boot, until the run has ended, with every promise judged on the way.</summary>
/// <param name="setting">What is explored.</param>
/// <param name="judges">The promises; null while the run without faults is recorded, against which they are judged.</param>
/// <param name="tape">Records every call, or null.</param>
/// <param name="tale">Is told what happens, or null.</param>
sealed class Journey(Setting setting, Judges? judges, Tape? tape = null, Tale? tale = null)
{
    const int MostBoots = 12;
    const int MostProcesses = 40;

    readonly List<DeviceWorld> boots = [];
    readonly Strikes strikes = new();
    (ImmutableArray<SimulatedPartition> Partitions, RunState? Run) looked;
    bool wasCut;
    bool wasIdle;
    int parked;

    internal Findings Findings { get; } = new();

    /// <summary>The device after each boot.</summary>
    internal IReadOnlyList<DeviceWorld> Boots => boots;

    /// <summary>What the last process that told of the run told; null when none did.</summary>
    internal Outcome? Told { get; private set; }

    /// <summary>How it ended.</summary>
    internal JourneyEnd End { get; private set; }

    /// <summary>Goes on with a device that is off.</summary>
    internal async Task SwitchOnAsync(SimulatedDevice device, CancellationToken ct)
    {
        wasCut = true;
        strikes.Add(setting.View(device.World), cutsPower: true);
        if (await BootAsync(device, ct)) await GoAsync(setting.Next(device), true, ct);
        else await StopAsync(device);
    }

    /// <summary>The device at the end.</summary>
    internal DeviceWorld World { get; private set; } = setting.Start.World;

    /// <summary>Goes on with a device until nothing happens any more.</summary>
    /// <param name="device">The device.</param>
    /// <param name="resumes">Whether the first process is <c>planner resume</c>, and not the run's first.</param>
    /// <param name="ct">Gives up.</param>
    internal async Task GoAsync(SimulatedDevice device, bool resumes, CancellationToken ct)
    {
        strikes.Begin(setting.View(device.World));
        for (var processes = 1; ; processes++)
        {
            ct.ThrowIfCancellationRequested();
            if (processes > MostProcesses)
            {
                Break(Promise.P4, $"it has not ended after {MostProcesses} processes");
                break;
            }

            wasIdle |= resumes && await IsIdleAsync(device.World);
            var (told, cut) = await ProcessAsync(device, resumes, ct);
            wasCut = cut is not null;
            if (End == JourneyEnd.Bug) break;
            resumes = true;
            parked = told?.Kind switch { OutcomeKind.Parked => parked + 1, null => parked, _ => 0 };
            if (cut is null && await IsOverAsync(told, device.World)) break;
            if (cut is not { CutsPower: false } && !await BootAsync(device, ct)) break;
            device = setting.Next(device);
        }

        await StopAsync(device);
    }

    async Task StopAsync(SimulatedDevice device)
    {
        World = setting.View(device.World);
        if (End != JourneyEnd.None) return;
        tape?.End(device.Point, World);
        await EndAsync(device);
    }

    async Task<(Outcome? Told, Fault? Cut)> ProcessAsync(SimulatedDevice device, bool resumes, CancellationToken ct)
    {
        if (resumes) tale?.Add("planner resume");
        var record = new Recorder(device, (IRunObserver?)tale ?? Silent.Instance);
        if (tape is not null)
        {
            tape.Begin(new RecordedProcess(device.Point, device.World, resumes));
            device.Noted = (number, call, before) => tape.Add(number, call, before, record.Step);
        }

        device.Failing = world => strikes.Add(setting.View(world));
        Outcome? told = null;
        Fault? cut = null;
        try
        {
            var executor = new Executor(device, record);
            told = resumes ? await executor.ResumeAsync(setting.PlanOf, ct) : await executor.RunAsync(setting.Request, ct);
        }
        catch (InterruptedException e)
        {
            cut = e.Fault;
            if (cut is not null) strikes.Add(setting.View(device.World), cut.CutsPower);
            tale?.Add($"{e.Message}");
        }
        catch (DeviceException e)
        {
            tale?.Add($"Planner ends: {e.Message}");
            Findings.Break(Promise.P5, $"Planner ends without an outcome: {e.Message}");
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            End = JourneyEnd.Bug;
            Break(Promise.P4, $"a bug ends Planner: {e.GetType().Name}: {e.Message}");
        }

        record.Cut();
        // A resume that finds nothing to do, or can not find out whether there is, tells of no run.
        if (told is { Kind: not (OutcomeKind.Refused or OutcomeKind.Current), Run: not "" } || !resumes) Told = told ?? Told;
        if (judges is not null) await judges.JudgeProcessAsync(record.Parts, told, setting.View(device.World), Findings);
        return (told, cut);
    }

    async Task<bool> BootAsync(SimulatedDevice device, CancellationToken ct)
    {
        if (boots.Count >= MostBoots)
        {
            Break(Promise.P4, $"it has not ended after {MostBoots} boots");
            return false;
        }

        var started = await device.BootAsync(ct);
        tale?.Add(started.Slot is null ? $"nothing boots: {started.Reason}" : $"slot {started.Slot} boots{(started.Starts > 1 ? $" at start {started.Starts}: before, {started.Reason}" : "")}");
        if (started.Slot is null)
        {
            End = JourneyEnd.DoesNotBoot;
            Findings.Expose(setting.Start.Board.Exposes is not null && !device.World.NewOsBoots, Exposure.NoFallback, $"nothing boots: {started.Reason}");
            return false;
        }

        var view = setting.View(device.World);
        boots.Add(view);
        if (judges is not null) await judges.JudgeBootAsync(view, strikes, Findings);
        return await IsResumedAsync(device.World);
    }

    /// <summary>Whether the OS that has booted calls <c>planner resume</c>. Where it does not, an open run stays open for ever.</summary>
    async Task<bool> IsResumedAsync(DeviceWorld world)
    {
        if (ResumeHooks.LayoutOf(setting, world) is not null) return true;
        if (await IsOpenAsync(world)) Break(Promise.P4, $"the run is open, and the OS of slot {world.Running} does not call 'planner resume'");
        return false;
    }

    async Task EndAsync(SimulatedDevice device)
    {
        var run = await RunOfAsync(World);
        End = run?.Outcome?["outcome"]?.GetValue<string>() switch
        {
            "done" => JourneyEnd.Done,
            "failed" => JourneyEnd.Failed,
            "parked" => JourneyEnd.Parked,
            _ => Told?.Kind switch { OutcomeKind.Done => JourneyEnd.Done, OutcomeKind.Failed => JourneyEnd.Failed, OutcomeKind.Parked => JourneyEnd.Parked, _ => JourneyEnd.NotBegun },
        };
        if (judges is null) return;
        var isCut = (run is null && Told is null) || (run is { IsClosed: true } && (wasCut || wasIdle));
        var idle = isCut ? Idleness.Cut : run is null or { IsClosed: true } && Told is { Reasons.Count: > 0 } && device.StayingFailures >= Idleness.Failures ? Idleness.Told : Idleness.None;
        await judges.JudgeEndAsync(run, Told, World, idle with { Free = FreeAsync }, !device.StaysBroken(RunFiles.Status(device.Layout).Folder), Findings);
    }

    /// <summary>The device after a <c>planner resume</c> that somebody calls, and what that could not put right.</summary>
    async ValueTask<(DeviceWorld World, IReadOnlyList<string> Left)> FreeAsync()
    {
        await using var device = setting.At(World, 0, [], 0);
        var told = await new Executor(device, Silent.Instance).ResumeAsync(setting.PlanOf, CancellationToken.None);
        return (device.World, told.Left);
    }

    /// <summary>Whether nothing comes after a process that has ended by itself: no boot that it asked for, and no 'planner resume' that cleans up.</summary>
    async Task<bool> IsOverAsync(Outcome? told, DeviceWorld world)
    {
        if (told is { Kind: OutcomeKind.PendingReboot or OutcomeKind.Resuming }) return false;
        if (told is { Left.Count: > 0 }) return true;
        // It waits for the world to change: another boot has shown that it still does.
        if (parked > 1) return true;
        return await IsIdleAsync(world);
    }

    /// <summary>Whether no run is open and no boot calls <c>planner resume</c>: a device that a cut process has left, of which somebody calls it.</summary>
    async Task<bool> IsIdleAsync(DeviceWorld world) => !await IsOpenAsync(world) && ResumeHooks.LayoutOf(setting, world) is null;

    async Task<bool> IsOpenAsync(DeviceWorld world) => await RunOfAsync(world) is { IsClosed: false };

    /// <summary>The run that a device tells of; looked for once while nothing on its partitions changes.</summary>
    async ValueTask<RunState?> RunOfAsync(DeviceWorld world)
    {
        if (looked.Partitions != world.Partitions) looked = (world.Partitions, await setting.RunOfAsync(world));
        return looked.Run;
    }

    void Break(Promise promise, string what)
    {
        if (End == JourneyEnd.None) End = JourneyEnd.Endless;
        Findings.Break(promise, what);
    }
}
