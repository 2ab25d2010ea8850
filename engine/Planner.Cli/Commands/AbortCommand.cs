using System.CommandLine;
using Planner.Cli.Devices;
using Planner.Cli.Output;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Cli.Commands;

/// <summary>Takes back an open run.</summary>
static class AbortCommand
{
    internal static Command Make(Terminal terminal)
    {
        var (choice, json) = (new ChosenDevice(), Options.Json());
        var command = new PlannerCommand("abort", "Takes back an open run, as far as it may still be taken back.", "planner abort", "planner abort --device bench/device.yaml") { json };
        choice.AddTo(command);
        command.SetAction((parsed, ct) => RunAsync(choice, parsed, parsed.GetValue(json), terminal));
        return command;
    }

    static async Task<int> RunAsync(ChosenDevice choice, ParseResult parsed, bool json, Terminal terminal)
    {
        using var signals = new RunSignals(terminal);
        var (device, _, failure) = await choice.OpenAsync(parsed, terminal, signals.Token);
        if (device is null) return failure;
        await using (device)
        {
            var outcome = await RunDisplay.ShowAsync(terminal, json, null, observer => new Executor(device, observer).AbortAsync(PlanOf, signals.Token));
            return outcome.ExitCode;
        }
    }

    /// <summary>The plan that a run stored, read with the layout that it stored; null when either can not be read any more.</summary>
    internal static Plan? PlanOf(StoredPlan stored)
    {
        if (LayoutReader.Read("layout.yaml", stored.Layout, new ReadContext()) is not { } layout) return null;
        return PlanReader.Read("plan.yaml", stored.Plan, new LayoutSet(layout), new ReadContext());
    }
}
