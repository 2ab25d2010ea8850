using Planner.Cli.Input;
using Planner.Cli.Output;
using Planner.Cli.Repository;
using Planner.Engine.Execution;
using Planner.Repository;

namespace Planner.Cli.Simulation;

/// <summary>Simulates what a repository has for devices, and shows it.</summary>
/// <param name="repository">The repository.</param>
/// <param name="goal">Where to get to.</param>
/// <param name="json">Whether a program reads it.</param>
/// <param name="terminal">Where it is shown.</param>
sealed class Updating(ITrustedRepository repository, Goal goal, bool json, Terminal terminal)
{
    /// <summary>Runs every plan on the way of each device.</summary>
    /// <returns>The exit code.</returns>
    internal async Task<int> RunAsync(IReadOnlyList<DeviceInput> devices, CancellationToken ct)
    {
        var updates = new List<SimulatedUpdate>();
        foreach (var device in devices)
        {
            if (json) Json.WriteLine(terminal, SimulationJson.Device(device.File.Name, device.Path));
            var update = await SimulatedUpdate.RunAsync(repository, device, goal, new Held(json ? terminal : null), Tell, ct);
            if (json && !update.EndsWithRun) TellEnd(update.Outcome);
            updates.Add(update);
        }

        if (!json) Write(updates);
        return IVerdict.ExitCodeOf(updates);
    }

    void Tell(Simulated run)
    {
        if (!json) return;
        Json.WriteLine(terminal, SimulationJson.Verdict(run));
        TellEnd(run.Outcome);
    }

    void TellEnd(Outcome outcome)
    {
        foreach (var line in EventJson.Of(new RunEnded(outcome))) Json.WriteLine(terminal, line);
    }

    void Write(List<SimulatedUpdate> updates)
    {
        foreach (var update in updates)
        {
            terminal.Result($"{update.Device.Name}: {(update.Hops.Count == 0 ? "no run" : string.Join(", ", update.Hops.Select(hop => $"{hop.Outcome.OsAfter} by {hop.Plan.Plan.Id}")))}");
            foreach (var line in updates.Count == 1 ? update.Hops.SelectMany(SimulationText.Of) : []) terminal.Result(line);
            foreach (var line in update.EndsWithRun ? [] : EventText.Of(new RunEnded(update.Outcome))) terminal.Result(line);
        }

        if (updates.Count == 1) return;
        if (updates.SelectMany(update => update.Hops).ToList() is { Count: > 0 } runs) terminal.Result(SimulationText.Of(runs));
        var bad = updates.Count(update => !update.IsGood);
        terminal.Result(bad == 0 ? $"All {updates.Count} devices end as expected." : $"{bad} of {updates.Count} devices do not end as they should.");
    }
}
