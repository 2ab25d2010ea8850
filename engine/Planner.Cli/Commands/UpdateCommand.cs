using System.CommandLine;
using Planner.Cli.Devices;
using Planner.Cli.Output;
using Planner.Cli.Repository;
using Planner.Devices.Linux;
using Planner.Devices.Linux.Fetching;
using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Cli.Commands;

/// <summary>Fetches, verifies and runs each plan on the way to a release.</summary>
static class UpdateCommand
{
    /// <summary>What <see cref="ToOption"/> takes for the newest release.</summary>
    internal const string Latest = "latest";

    static readonly Option<string?> To = ToOption();
    static readonly Option<bool> NoReboot = Options.NoReboot();
    static readonly Option<bool> IgnoreLocks = Options.IgnoreLocks();
    static readonly Option<bool> Now = new("--now") { Description = "Begin also outside of the update window." };
    static readonly Option<bool> JsonOption = Options.Json();

    internal static Command Make(Terminal terminal)
    {
        var (source, choice) = (new RepositoryOptions(), new ChosenDevice("A bench of image files to work on. Left out, this machine."));
        var command = new PlannerCommand(
            "update", "Fetches from the signed repository what leads to a release, and runs each plan on the way. Said again, it goes on where it was.",
            "planner update --to latest", "planner update --device bench/device.yaml --to 2.12.7+rev1 --repository repository --trusted-root root.json") { To };
        choice.AddTo(command);
        foreach (var option in new Option[] { NoReboot, IgnoreLocks, Now, JsonOption }) command.Add(option);
        source.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(parsed, source, choice, terminal));
        return command;
    }

    /// <summary>A version, or the newest one.</summary>
    internal static Option<string?> ToOption()
    {
        var option = new Option<string?>("--to") { Description = "The version to get to, or 'latest'.", HelpName = "VERSION", Required = true };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && token.Value != Latest && !HostVersion.TryParse(token.Value, out _)) result.AddError($"--to takes a version like 2.4.0+rev1 or '{Latest}', not '{token.Value}'");
        });
        return option;
    }

    /// <summary>The version of a text that <see cref="ToOption"/> has checked; null for the newest.</summary>
    internal static HostVersion? TargetOf(string? text) => text == Latest ? null : Options.VersionOf(text);

    static async Task<int> RunAsync(ParseResult parsed, RepositoryOptions source, ChosenDevice choice, Terminal terminal)
    {
        var json = parsed.GetValue(JsonOption);
        try
        {
            if (source.Configuration(parsed, terminal) is not { } configuration) return ExitCode.Invalid;
            if (!parsed.GetValue(Now) && configuration.Window?.Until(DateTimeOffset.UtcNow) is { } wait && wait > TimeSpan.Zero)
                return RunDisplay.ShowRefusal(terminal, json, $"updates begin from {configuration.Window}: in {wait:h\\:mm} hours; --now does not wait for it");
            if (choice.Find(parsed, terminal) is not { } place) return ExitCode.Invalid;
            if (place.Input is { File.Bench: null } snapshot)
            {
                terminal.Error($"{snapshot.Path} is a snapshot, without images to work on: 'planner route' tells the way");
                return ExitCode.Usage;
            }

            MountNamespace.EnterAndReexec();
            var network = DeviceSettings.Network(configuration);
            var goal = new Goal(parsed.GetValue(To)!, source.Places(parsed, configuration), parsed.GetValue(NoReboot), parsed.GetValue(IgnoreLocks), parsed.GetValue(Now));
            using var signals = new RunSignals(terminal);
            if (await FinishAsync(goal, place, network, terminal, json, signals.Token) is { } end) return end;
            return await new Hops(goal, source.TrustedRoot(parsed, configuration), place, network, terminal, json).GoAsync(signals.Token);
        }
        catch (DeviceException e)
        {
            return RunDisplay.ShowEnd(terminal, json, new Outcome { Kind = OutcomeKind.Refused, Reasons = [e.Message], Fault = e.Fault });
        }
    }

    /// <summary>Ends the run that is open, if one is, and what it was to lead on to: this update is wanted now. The exit code where that is the end of this update too.</summary>
    static async Task<int?> FinishAsync(Goal goal, DevicePlace place, NetworkSettings network, Terminal terminal, bool json, CancellationToken ct)
    {
        var (device, failure) = await place.OpenAsync(network, terminal, ct);
        if (device is null) return failure;
        await using (device)
        {
            if (await Executor.WhyOpenAsync(device, ct) is { } open)
            {
                // What it has before it may be a boot.
                if (goal.NoReboot) return RunDisplay.ShowEnd(terminal, json, new Outcome { Kind = OutcomeKind.Busy, Reasons = [open] });
                var outcome = await OpenRunCommands.ResumeAsync(device, terminal, json, ct);
                if (outcome.Kind is not (OutcomeKind.Done or OutcomeKind.Current)) return outcome.ExitCode;
            }

            var former = await new Executor(device, Silent.Instance).GiveUpAsync(OpenRunCommands.PlanOf, ct);
            return former.Kind is OutcomeKind.Done or OutcomeKind.Current ? null : RunDisplay.ShowEnd(terminal, json, former);
        }
    }
}
