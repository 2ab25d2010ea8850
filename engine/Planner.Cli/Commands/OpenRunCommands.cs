using System.CommandLine;
using Planner.Cli.Devices;
using Planner.Cli.Output;
using Planner.Devices.Linux;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Cli.Commands;

/// <summary>What is done with an open run: going on with it, or taking it back.</summary>
static class OpenRunCommands
{
    /// <summary>Goes on with an open run.</summary>
    internal static Command Resume(Terminal terminal) => Make(
        terminal, "resume", "Goes on with an open run, whatever interrupted it: called by the OS when it boots.", (executor, ct) => executor.ResumeAsync(PlanOf, ct));

    /// <summary>Takes back an open run.</summary>
    internal static Command Abort(Terminal terminal) => Make(
        terminal, "abort", "Takes back an open run, as far as it may still be taken back.", (executor, ct) => executor.AbortAsync(PlanOf, ct));

    /// <summary>The plan that a run stored, read with the layouts that it stored; null when any can not be read any more.</summary>
    internal static Plan? PlanOf(StoredPlan stored)
    {
        var layouts = stored.Layouts.Select(bytes => LayoutReader.Read(StoredPlan.LayoutName, bytes, new ReadContext())).OfType<Layout>().ToList();
        return PlanReader.Read("plan.yaml", stored.Plan, new LayoutSet(layouts), new ReadContext());
    }

    static PlannerCommand Make(Terminal terminal, string name, string summary, Func<Executor, CancellationToken, Task<Outcome>> work)
    {
        var (choice, json) = (new ChosenDevice(), Options.Json());
        var command = new PlannerCommand(name, summary, $"planner {name}", $"planner {name} --device bench/device.yaml") { json };
        choice.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(choice, parsed, parsed.GetValue(json), work, terminal));
        return command;
    }

    static async Task<int> RunAsync(ChosenDevice choice, ParseResult parsed, bool json, Func<Executor, CancellationToken, Task<Outcome>> work, Terminal terminal)
    {
        using var signals = new RunSignals(terminal);
        IDevice? device;
        try
        {
            (device, _, var failure) = await choice.OpenAsync(parsed, terminal, signals.Token);
            if (device is null) return failure;
        }
        catch (DeviceException e)
        {
            return RunDisplay.ShowRefusal(terminal, json, e.Message);
        }

        await using (device)
        {
            if (device is LinuxDevice linux && await Beginner.OfOpenRunAsync(device, signals.Token) is { } beginner)
                terminal.Say($"This Planner has not begun the run, and the one that did can not be called: {await Handover.ToAsync(linux, beginner.Program, beginner.Digest, signals.Token)}");
            return (await RunDisplay.ShowAsync(terminal, json, null, observer => work(new Executor(device, observer), signals.Token))).ExitCode;
        }
    }
}
