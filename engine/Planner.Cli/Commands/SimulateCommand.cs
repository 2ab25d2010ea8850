using System.CommandLine;
using Planner.Cli.Input;
using Planner.Cli.Output;
using Planner.Cli.Repository;
using Planner.Cli.Simulation;
using Planner.Devices.Linux.Fetching;
using Planner.Devices.Simulated.Exploration;
using Planner.Engine.Devices;
using Planner.Engine.Devices.Files;
using Planner.Engine.Execution;

namespace Planner.Cli.Commands;

/// <summary>Runs a plan on simulated devices.</summary>
static class SimulateCommand
{
    static readonly Argument<string?> PlanArgument = new("PLAN") { Description = "The plan file. Left out, the plans of the repository that lead to the version.", Arity = ArgumentArity.ZeroOrOne };
    static readonly Option<string[]> Devices = new("--device") { Description = "A snapshot of a device, or a folder of them; may be repeated.", HelpName = "FILE", Required = true };
    static readonly Option<string?> To = Options.To("The version to update to; else the highest one that the snapshot, or any of the others, has the plan's image for; of a repository the newest release.");
    static readonly Option<string[]> Set = Options.Set();
    static readonly Option<string?> Plans = Options.Plans();
    static readonly Option<bool> IgnoreLocks = Options.IgnoreLocks();
    static readonly Option<string> Faults = new("--faults") { Description = "Explore: let every single fault strike at every call, or pairs of them, and check every promise.", HelpName = "none|single|pairs", DefaultValueFactory = _ => "none" };
    static readonly Option<int> Seed = new("--seed") { Description = "Decides what is drawn by lot: mixtures of lost writes, samples.", HelpName = "N", DefaultValueFactory = _ => 1 };
    static readonly Option<int> Jobs = new("--jobs") { Description = "How many runs are simulated at once; else as many as there are cores.", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
    static readonly Option<string?> Replay = new("--replay") { Description = "Simulate one run with faults again, as an exploration named it.", HelpName = "TOKEN" };
    static readonly Option<string?> Report = new("--report") { Description = "Write what was explored here, as a page for people.", HelpName = "FILE.html" };
    static readonly Option<string?> After = new("--after") { Description = "Write the device as it is afterwards here, as a snapshot for the next plan; for one device.", HelpName = "FILE" };
    static readonly Option<bool> AsJson = Options.Json();

    internal static Command Make(Terminal terminal)
    {
        Faults.AcceptOnlyFromAmong("none", "single", "pairs");
        Jobs.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var value }] && (!int.TryParse(value, out var jobs) || jobs < 1)) result.AddError($"--jobs {value}: at least one run is simulated at once");
        });
        Replay.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var value }] && !ReplayToken.TryParse(value, out _)) result.AddError($"--replay {value}: it is none of the words that an exploration names runs with");
        });
        var command = new PlannerCommand(
            "simulate", "Runs a plan on simulated devices and tells what would happen.",
            "planner simulate plans/resinos-2.x-to-2.x/1.0.0.yaml --device samples/devices/intel-nuc-healthy.yaml",
            "planner simulate plans/resinos-2.x-to-2.x/1.0.0.yaml --device samples/devices --to 2.3.0+rev1",
            "planner simulate plans/resinos-2.x-to-2.x/1.0.0.yaml --device samples/devices --to 2.3.0+rev1 --faults single",
            "planner simulate --repository repository --trusted-root root.json --device samples/devices") { PlanArgument, Devices, To, Set, Plans, IgnoreLocks, Faults, Seed, Jobs, Replay, Report, After, AsJson };
        var source = new RepositoryOptions();
        source.AddTo(command);
        command.SetAction((parsed, ct) => parsed.GetValue(PlanArgument) is { } path ? RunAsync(path, parsed, terminal, ct) : RepositoryFailures.ToldAsync(terminal, () => UpdateAsync(source, parsed, terminal, ct)));
        return command;
    }

    static async Task<int> RunAsync(string path, ParseResult parsed, Terminal terminal, CancellationToken ct)
    {
        var files = DeviceInput.Expand(parsed.GetRequiredValue(Devices)).ToList();
        if (PlanFile.Load(path, LibraryPlaces.Of(path, files.FirstOrDefault(), parsed.GetValue(Plans)), terminal) is not { } plan) return ExitCode.Invalid;
        var (devices, problem) = Load(path, files, parsed, terminal);
        if (devices is null) return problem;
        var given = Options.VersionOf(parsed.GetValue(To));
        var highest = devices.Select(device => Target.Highest(plan.Plan, device.File, device.Layout)).ToList();
        // One whose registry lacks the image is asked for the same as the others.
        if ((given ?? highest.Max()) is not { } usual)
        {
            terminal.Error($"{string.Join(", ", files)}: no image there that the plan would ask for by itself: --to must say the version");
            return ExitCode.Usage;
        }

        var inputs = devices.Zip(highest, (device, own) => (Device: device, Target: given ?? own ?? usual)).ToList();

        if (WhyNotTogether(parsed, inputs.Count) is { } why)
        {
            terminal.Error(why);
            return ExitCode.Usage;
        }

        if (parsed.GetValue(Replay) is not null || parsed.GetValue(Faults) != "none") return await ExploreAsync(parsed, path, plan, inputs, terminal, ct);
        var runs = new List<Simulated>();
        foreach (var (device, target) in inputs)
            runs.Add(await OneAsync(plan, device, target, InputValues.Of(parsed.GetValue(Set) ?? []), parsed.GetValue(IgnoreLocks), Saver(parsed.GetValue(After), device), parsed.GetValue(AsJson), terminal, ct));
        if (!parsed.GetValue(AsJson)) Write(runs, terminal);
        return IVerdict.ExitCodeOf(runs);
    }

    /// <summary>Reads the snapshots; null, and the exit code, after every problem was said.</summary>
    static (List<DeviceInput>? Devices, int Problem) Load(string? plan, List<string> files, ParseResult parsed, Terminal terminal)
    {
        var devices = new List<DeviceInput>();
        foreach (var file in files)
        {
            if (DeviceInput.Load(file, LibraryPlaces.Of(plan, file, parsed.GetValue(Plans)), terminal) is not { } device) return (null, ExitCode.Invalid);
            if (device.File.State is null)
            {
                terminal.Error($"{file} is a bench, not a snapshot: 'planner inspect --device {file} --output snapshot.yaml' makes one of it");
                return (null, ExitCode.Usage);
            }

            devices.Add(device);
        }

        if (devices.Count > 0) return (devices, ExitCode.Good);
        terminal.Error($"{string.Join(", ", parsed.GetRequiredValue(Devices))}: there is no device file");
        return (null, ExitCode.Invalid);
    }

    /// <summary>Runs what a repository has for each device.</summary>
    static async Task<int> UpdateAsync(RepositoryOptions source, ParseResult parsed, Terminal terminal, CancellationToken ct)
    {
        if (source.Configuration(parsed, terminal) is not { } configuration) return ExitCode.Invalid;
        if ((source.IsSaid(parsed, configuration) ? WhyNotOfRepository(parsed) : "PLAN is needed, or --repository") is { } why)
        {
            terminal.Error(why);
            return ExitCode.Usage;
        }

        var (devices, problem) = Load(null, [.. DeviceInput.Expand(parsed.GetRequiredValue(Devices))], parsed, terminal);
        if (devices is null) return problem;
        using var fetcher = new HttpFetcher(DeviceSettings.Network(configuration));
        var repository = await source.OpenAsync(parsed, configuration, fetcher, terminal, ct);
        var goal = new Goal(parsed.GetValue(To) ?? UpdateCommand.Latest, [], NoReboot: false, parsed.GetValue(IgnoreLocks), Now: true);
        return await new Updating(repository, goal, parsed.GetValue(AsJson), terminal).RunAsync(devices, ct);
    }

    static string? WhyNotOfRepository(ParseResult parsed)
    {
        if (parsed.GetValue(Replay) is not null || parsed.GetValue(Faults) != "none") return "faults are explored plan by plan: PLAN is needed with --faults and --replay";
        if (parsed.GetValue(Report) is not null || parsed.GetValue(After) is not null) return "PLAN is needed with --report and --after";
        return parsed.GetValue(Set) is { Length: > 0 } ? "PLAN is needed with --set: what a repository has is run as it is" : null;
    }

    static string? WhyNotTogether(ParseResult parsed, int devices)
    {
        var (replays, explores) = (parsed.GetValue(Replay) is not null, parsed.GetValue(Faults) != "none");
        if (parsed.GetValue(After) is not null && devices > 1) return $"--after is for one device, and there are {devices}";
        if (parsed.GetValue(After) is not null && (replays || explores)) return "--after is for a run without faults";
        if (replays && devices > 1) return $"--replay is for one device, and there are {devices}";
        if (replays && explores) return "--replay and --faults are not for one call: the word after --replay names the faults";
        return parsed.GetValue(Report) is not null && !explores ? "--report needs --faults single or --faults pairs" : null;
    }

    static async Task<int> ExploreAsync(ParseResult parsed, string path, PlanFile plan, List<(DeviceInput Device, HostVersion Target)> inputs, Terminal terminal, CancellationToken ct)
    {
        var options = new ExplorationOptions { Pairs = parsed.GetValue(Faults) == "pairs", Seed = parsed.GetValue(Seed), Jobs = parsed.GetValue(Jobs) };
        var values = InputValues.Of(parsed.GetValue(Set) ?? []);
        var work = new Exploring(plan, path, values, parsed.GetValue(Plans), parsed.GetValue(IgnoreLocks), options, parsed.GetValue(AsJson), terminal);
        if (parsed.GetValue(Replay) is { } token && ReplayToken.TryParse(token, out var faults)) return await work.ReplayAsync(inputs[0].Device, inputs[0].Target, faults, ct);
        return await work.ExploreAsync(inputs, parsed.GetValue(Report), ct);
    }

    static async Task<Simulated> OneAsync(PlanFile plan, DeviceInput device, HostVersion target, IReadOnlyDictionary<string, string> inputs, bool ignoreLocks, Func<IDevice, ValueTask> after, bool json, Terminal terminal, CancellationToken ct)
    {
        var observer = new Held(json ? terminal : null);
        if (json) Json.WriteLine(terminal, SimulationJson.Device(device.File.Name, device.Path));
        var run = await Simulated.RunAsync(plan, device, target, inputs, ignoreLocks, after, observer, ct);
        if (!json) return run;
        Json.WriteLine(terminal, SimulationJson.Verdict(run));
        foreach (var line in EventJson.Of(new RunEnded(run.Outcome))) Json.WriteLine(terminal, line);
        return run;
    }

    static Func<IDevice, ValueTask> Saver(string? file, DeviceInput input) => async device =>
    {
        if (file is null) return;
        var (yaml, trees) = DeviceFileWriter.Write(await DeviceAfter.SnapshotAsync(device, input.File, SnapshotFiles.NameOf(Path.GetFileNameWithoutExtension(file))));
        SnapshotFiles.Save(file, yaml, trees);
    };

    static void Write(List<Simulated> runs, Terminal terminal)
    {
        foreach (var run in runs)
        {
            foreach (var line in SimulationText.Of(run)) terminal.Result(line);
            if (runs.Count > 1) terminal.Result("");
        }

        if (runs.Count == 1) return;
        terminal.Result(SimulationText.Of(runs));
        var bad = runs.Count(run => !run.IsGood);
        terminal.Result(bad == 0 ? $"All {runs.Count} devices end as expected." : $"{bad} of {runs.Count} devices do not end as they should.");
    }
}
