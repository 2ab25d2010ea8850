using System.Collections.Immutable;
using Planner.Cli.Commands;
using Planner.Cli.Input;
using Planner.Cli.Output;
using Planner.Devices.Simulated.Exploration;
using Planner.Devices.Simulated.Faults;
using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Cli.Simulation;

/// <summary>Explores a plan on devices, or replays one of the runs, and shows what was found out.</summary>
/// <param name="plan">The plan.</param>
/// <param name="path">Its file, as it was given.</param>
/// <param name="values">Values of inputs by name.</param>
/// <param name="plans">Folder of plans, as it was given, or null.</param>
/// <param name="ignoreLocks">Whether devices boot although applications hold update locks.</param>
/// <param name="options">How far is explored.</param>
/// <param name="json">Whether programs read it.</param>
/// <param name="terminal">Where it is shown.</param>
sealed class Exploring(PlanFile plan, string path, IReadOnlyDictionary<string, string> values, string? plans, bool ignoreLocks, ExplorationOptions options, bool json, Terminal terminal)
{
    /// <summary>Explores the plan on devices; gives the exit code.</summary>
    internal async Task<int> ExploreAsync(IReadOnlyList<(DeviceInput Device, HostVersion Target)> inputs, string? report, CancellationToken ct)
    {
        var all = new List<Explored>();
        foreach (var (device, target) in inputs)
        {
            using var progress = new ExplorationProgressLine(terminal, device.File.Name);
            var found = await ExplorerOf(device, target).ExploreAsync(progress, ct);
            progress.End();
            all.Add(new Explored(device, plan, found, ReplayCommandLine.Of(path, device.Path, $"{target}", values, plans, options.Seed)));
            Show(all[^1], inputs.Count > 1);
        }

        if (all.Count > 1 && !json) ShowTogether(all);
        if (report is not null && !TryWrite(report, ExplorationPage.Of(all, options))) return ExitCode.Invalid;
        return all.TrueForAll(one => one.IsGood) ? ExitCode.Good : ExitCode.Broken;
    }

    /// <summary>Simulates one run again; gives the exit code.</summary>
    internal async Task<int> ReplayAsync(DeviceInput device, HostVersion target, ImmutableArray<Fault> faults, CancellationToken ct)
    {
        var story = await ExplorerOf(device, target).ReplayAsync(faults, ct);
        if (story.Missed.Count > 0)
        {
            terminal.Error($"{ReplayToken.Of([.. story.Missed])} never struck: the token is of another plan, device, version or seed");
            return ExitCode.Usage;
        }

        if (json) Json.WriteLine(terminal, ExplorationJson.Of(device.File.Name, ReplayToken.Of(faults), story));
        else foreach (var line in ExplorationText.Of(story)) terminal.Result(line);
        return story.Broken.Count == 0 ? ExitCode.Good : ExitCode.Broken;
    }

    Explorer ExplorerOf(DeviceInput device, HostVersion target) => new(Explored.SettingOf(plan, device, target, values, ignoreLocks, OpenRunCommands.PlanOf), options);

    void Show(Explored explored, bool isOneOfMany)
    {
        if (json)
        {
            Json.WriteLine(terminal, SimulationJson.Device(explored.Device.File.Name, explored.Device.Path));
            Json.WriteLine(terminal, ExplorationJson.Of(explored));
            foreach (var line in EventJson.Of(new RunEnded(explored.Report.Outcome))) Json.WriteLine(terminal, line);
            return;
        }

        // Of many devices only those are told at length with which something is wrong.
        if (isOneOfMany && explored.IsGood) return;
        foreach (var line in ExplorationText.Of(explored)) terminal.Result(line);
        if (isOneOfMany) terminal.Result("");
    }

    void ShowTogether(List<Explored> all)
    {
        terminal.Result(ExplorationText.Of(all));
        var bad = all.Count(one => !one.IsGood);
        terminal.Result(bad == 0 ? $"Every promise is kept on all {all.Count} devices, and each ends as expected." : $"{bad} of {all.Count} devices do not end as they should, or a promise is broken.");
    }

    bool TryWrite(string file, string page)
    {
        try
        {
            File.WriteAllText(file, page);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Error($"{file}: {e.Message}");
            return false;
        }
    }
}
