using System.CommandLine;
using Planner.Cli.Devices;
using Planner.Cli.Output;
using Planner.Cli.Repository;
using Planner.Devices.Linux;
using Planner.Devices.Linux.Fetching;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Cli.Commands;

/// <summary>What is done with an open run: going on with it, or taking it back.</summary>
static class OpenRunCommands
{
    /// <summary>Goes on with an open run, and where it was one hop of an update, with the next one.</summary>
    internal static Command Resume(Terminal terminal) => Make(terminal, "resume", "Goes on with an open run, whatever interrupted it: called by the OS when it boots.", ResumeAsync, goesOn: true);

    /// <summary>Takes back an open run.</summary>
    internal static Command Abort(Terminal terminal) => Make(terminal, "abort", "Takes back an open run, as far as it may still be taken back.", AbortAsync, goesOn: false);

    /// <summary>Goes on with the open run of a device, as the Planner that began it.</summary>
    internal static Task<Outcome> ResumeAsync(IDevice device, Terminal terminal, bool json, CancellationToken ct) => ShowAsync(device, terminal, json, executor => executor.ResumeAsync(PlanOf, ct), ct);

    /// <summary>The plan that a run stored, read with the layouts that it stored; null when any can not be read any more.</summary>
    internal static Plan? PlanOf(StoredPlan stored)
    {
        var layouts = stored.Layouts.Select(bytes => LayoutReader.Read(StoredPlan.LayoutName, bytes, new ReadContext())).OfType<Layout>().ToList();
        return PlanReader.Read("plan.yaml", stored.Plan, new LayoutSet(layouts), new ReadContext());
    }

    static Task<Outcome> AbortAsync(IDevice device, Terminal terminal, bool json, CancellationToken ct) => ShowAsync(device, terminal, json, executor => executor.AbortAsync(PlanOf, ct), ct);

    static async Task<Outcome> ShowAsync(IDevice device, Terminal terminal, bool json, Func<Executor, Task<Outcome>> work, CancellationToken ct)
    {
        if (device is LinuxDevice linux && await Beginner.OfOpenRunAsync(device, ct) is { } beginner)
            terminal.Say($"This Planner has not begun the run, and the one that did can not be called: {await Handover.ToAsync(linux, beginner.Program, beginner.Digest, ct)}");
        return await RunDisplay.ShowAsync(terminal, json, null, observer => work(new Executor(device, observer)));
    }

    static PlannerCommand Make(Terminal terminal, string name, string summary, Func<IDevice, Terminal, bool, CancellationToken, Task<Outcome>> work, bool goesOn)
    {
        var (choice, json) = (new ChosenDevice(), Options.Json());
        var command = new PlannerCommand(name, summary, $"planner {name}", $"planner {name} --device bench/device.yaml") { json };
        choice.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            if (choice.Find(parsed, terminal) is not { } place) return ExitCode.Invalid;
            using var signals = new RunSignals(terminal);
            try
            {
                // What is told of the configuration would be told twice.
                if (place.Input is not { File.Bench: null }) MountNamespace.EnterAndReexec();
                var (network, window) = DeviceSettings.OfOpenRun(terminal);
                var (outcome, failure) = await WorkAsync(place, network, terminal, parsed.GetValue(json), work, signals.Token);
                return goesOn && outcome?.Goal is { } text && Goal.Parse(text) is { } goal
                    ? await new Hops(goal, null, place, network, terminal, parsed.GetValue(json)).GoOnAsync(goal.Now ? null : window, signals.Token)
                    : outcome?.ExitCode ?? failure;
            }
            catch (DeviceException e)
            {
                return RunDisplay.ShowRefusal(terminal, parsed.GetValue(json), e.Message);
            }
        });
        return command;
    }

    static async Task<(Outcome? Outcome, int Failure)> WorkAsync(DevicePlace place, NetworkSettings network, Terminal terminal, bool json, Func<IDevice, Terminal, bool, CancellationToken, Task<Outcome>> work, CancellationToken ct)
    {
        var (device, failure) = await place.OpenAsync(network, terminal, ct);
        if (device is null) return (null, failure);
        await using (device) return (await work(device, terminal, json, ct), ExitCode.Good);
    }
}
