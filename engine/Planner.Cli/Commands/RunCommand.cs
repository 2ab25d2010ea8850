using System.CommandLine;
using System.Text.RegularExpressions;
using Planner.Cli.Devices;
using Planner.Cli.Input;
using Planner.Cli.Output;
using Planner.Cli.Repository;
using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Cli.Commands;

/// <summary>Executes a plan on this machine or on a bench.</summary>
static partial class RunCommand
{
    static readonly Argument<string> PlanArgument = new("PLAN") { Description = "The plan file." };
    static readonly Option<string?> Device = Options.Device("A bench of image files to work on. Left out, this machine.");
    static readonly Option<string?> To = Options.To("The version to update to.", required: true);
    static readonly Option<string[]> Set = Options.Set();
    static readonly Option<string?> Plans = Options.Plans();
    static readonly Option<bool> Json = Options.Json();
    static readonly Option<bool> NoReboot = Options.NoReboot();
    static readonly Option<bool> IgnoreLocks = Options.IgnoreLocks();
    static readonly Option<bool> Local = new("--local") { Description = "Run a plan that is not signed, where a trusted root is configured." };
    static readonly Option<string?> Config = Options.Config();
    static readonly Option<string?> RunId = new("--run-id") { Description = "The run's id, in the place of one that is made.", HelpName = "ID" };

    internal static Command Make(Terminal terminal)
    {
        RunId.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !IdForm().IsMatch(token.Value)) result.AddError("--run-id takes up to 64 letters, digits, '.', '-' and '_', the first a letter or digit");
        });
        var command = new PlannerCommand(
            "run", "Executes a plan now, on this machine or on a bench.",
            "planner run plans/resinos-2.x-to-2.x/1.0.0.yaml --to 2.4.0+rev1",
            "planner run plans/resinos-2.x-to-2.x/1.0.0.yaml --device bench/device.yaml --to 2.4.0+rev1 --set image=oci:os-2.4.0") { PlanArgument, Device, To, Set, Plans, NoReboot, IgnoreLocks, Local, Config, RunId, Json };
        command.SetAction((parsed, ct) => RunAsync(parsed, terminal));
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, Terminal terminal)
    {
        var path = parsed.GetRequiredValue(PlanArgument);
        var file = parsed.GetValue(Device);
        var library = LibraryPlaces.Of(path, file, parsed.GetValue(Plans));
        if (PlanFile.Load(path, library, terminal) is not { } plan) return ExitCode.Invalid;
        var input = file is null ? null : DeviceInput.Load(file, library, terminal);
        if (file is not null && input is null) return ExitCode.Invalid;
        if (input is { File.Bench: null })
        {
            terminal.Error($"{file} is a snapshot, without images to work on: 'planner simulate' tells what would happen");
            return ExitCode.Usage;
        }

        if (DeviceSettings.Load(parsed.GetValue(Config), terminal) is not { } configuration) return ExitCode.Invalid;
        if (configuration.TrustedRoot is not null && !parsed.GetValue(Local))
            return RunDisplay.ShowRefusal(terminal, parsed.GetValue(Json), $"{path} is not signed, and this device trusts what {configuration.TrustedRoot} leads to: --local runs it all the same");

        using var signals = new RunSignals(terminal);
        IDevice device;
        try
        {
            var network = DeviceSettings.Network(configuration);
            device = input is null ? await DeviceOpening.MachineAsync(plan.Layout.Layout, signals.Token, network) : await DeviceOpening.OfAsync(input, library.All, signals.Token, network);
        }
        catch (DeviceException e)
        {
            return RunDisplay.ShowRefusal(terminal, parsed.GetValue(Json), e.Message);
        }

        await using (device) return await OnAsync(device, plan, parsed, terminal, signals.Token);
    }

    static async Task<int> OnAsync(IDevice device, PlanFile plan, ParseResult parsed, Terminal terminal, CancellationToken ct)
    {
        if (parsed.GetValue(RunId) is { } given && (await device.Files.ListAsync(device.Layout.Logs, ct)).Any(entry => entry.Path.Trim('/') == $"{given}.log"))
        {
            terminal.Error($"--run-id {given}: there was a run of this id, 'planner log {given}' shows it; another one needs another id");
            return ExitCode.Usage;
        }

        var request = new RunRequest
        {
            Plan = plan.Plan,
            Sources = plan.Stored,
            Target = Options.VersionOf(parsed.GetValue(To)),
            Inputs = InputValues.Of(parsed.GetValue(Set) ?? []),
            RunId = parsed.GetValue(RunId) ?? RunIds.New(),
            NoReboot = parsed.GetValue(NoReboot),
            IgnoreLocks = parsed.GetValue(IgnoreLocks),
        };
        return (await RunDisplay.ShowAsync(terminal, parsed.GetValue(Json), plan.Plan, observer => new Executor(device, observer).RunAsync(request, ct))).ExitCode;
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex IdForm();
}
