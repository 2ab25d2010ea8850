using Planner.Cli.Commands;
using Planner.Cli.Devices;
using Planner.Cli.Input;
using Planner.Cli.Output;
using Planner.Devices.Linux.Fetching;
using Planner.Engine.Configuration;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Repository;
using Planner.Repository.Catalogues;
using Planner.Repository.Routes;

namespace Planner.Cli.Repository;

/// <summary>The runs of an update, one after the other. Each hop is looked for from where the device is by then: a route that was found before one may have changed meanwhile.</summary>
/// <param name="goal">Where they lead.</param>
/// <param name="trustedRoot">File with the root metadata to trust, where the device trusts none yet; null where it does.</param>
/// <param name="place">The device.</param>
/// <param name="network">How it reaches its peers.</param>
/// <param name="terminal">Where it is shown.</param>
/// <param name="json">Whether a program reads it.</param>
sealed class Hops(Goal goal, string? trustedRoot, DevicePlace place, NetworkSettings network, Terminal terminal, bool json)
{
    // A peer that does not answer is waited for without end; what else is in the way may have gone after the last of these, and is believed then.
    static readonly TimeSpan[] waits = [.. new[] { 1, 2, 4, 8, 15, 30 }.Select(minutes => TimeSpan.FromMinutes(minutes))];
    static readonly TimeSpan longestWait = TimeSpan.FromHours(1);

    // The clock of a board without a battery jumps when the network tells it the time.
    static readonly TimeSpan lookAtClock = TimeSpan.FromMinutes(10);

    Goal goal = goal;

    /// <summary>Goes all the way, from where no run waits for it.</summary>
    /// <returns>The exit code.</returns>
    internal async Task<int> GoAsync(CancellationToken ct) => await EndAsync(await TryAsync(isBegun: false, ct));

    /// <summary>Goes the rest of the way after a boot. The network may come later than what boots, and whoever gave the way up, or wants another one, is heard.</summary>
    /// <param name="window">When a run may begin; null where it always may.</param>
    /// <param name="ct">Ends it; the next boot goes on.</param>
    /// <returns>The exit code.</returns>
    internal async Task<int> GoOnAsync(UpdateWindow? window, CancellationToken ct)
    {
        for (var (tries, refusals) = (0, 0); ; tries++)
        {
            if (!await IsOpenAsync(window, ct)) return Interrupted();
            var outcome = await TryAsync(isBegun: true, ct);
            var isSilent = outcome is { Kind: OutcomeKind.Busy } or { Kind: OutcomeKind.Refused, Fault: DeviceFault.Unreachable };
            if (!isSilent && (outcome.Kind != OutcomeKind.Refused || refusals++ == waits.Length)) return await EndAsync(outcome);
            if (ct.IsCancellationRequested || !await WaitAsync(tries < waits.Length ? waits[tries] : longestWait, ct)) return Interrupted();
        }
    }

    async Task<bool> IsOpenAsync(UpdateWindow? window, CancellationToken ct)
    {
        for (var isTold = false; window?.Until(DateTimeOffset.UtcNow) is { } wait && wait > TimeSpan.Zero; isTold = true)
        {
            if (!isTold) terminal.Say($"The way to {goal.To} is gone on with from {window}, in {wait:h\\:mm} hours.");
            await Task.Delay(wait < lookAtClock ? wait : lookAtClock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ct.IsCancellationRequested) return false;
        }

        return true;
    }

    async Task<bool> WaitAsync(TimeSpan wait, CancellationToken ct)
    {
        terminal.Error($"the way to {goal.To} is gone on with in {wait.TotalMinutes:0} min");
        await Task.Delay(wait, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !ct.IsCancellationRequested;
    }

    int Interrupted()
    {
        terminal.Error($"interrupted: the way to {goal.To} is gone on with at the next boot, or by 'planner resume'; 'planner abort' gives it up");
        return ExitCode.NotOver;
    }

    /// <summary>Nothing waits for what has come to its end.</summary>
    async Task<int> EndAsync(Outcome outcome)
    {
        if (outcome.Kind is not (OutcomeKind.Current or OutcomeKind.Refused)) return outcome.ExitCode;
        var (device, _) = await place.OpenAsync(network, terminal, CancellationToken.None);
        if (device is null) return outcome.ExitCode;
        await using (device)
            if (await Executor.GoalAsync(device, OpenRunCommands.PlanOf, CancellationToken.None) == goal.ToString()) await new Executor(device, Silent.Instance).GiveUpAsync(OpenRunCommands.PlanOf, CancellationToken.None);
        return outcome.ExitCode;
    }

    /// <summary>Goes as far as it can now.</summary>
    /// <param name="isBegun">Whether a run waits for what comes behind it: as long as it does, the goal stands.</param>
    /// <param name="ct">Ends it.</param>
    async Task<Outcome> TryAsync(bool isBegun, CancellationToken ct)
    {
        using var fetcher = new HttpFetcher(network);
        try
        {
            while (true)
            {
                var (next, end) = await NextAsync(fetcher, isBegun, ct);
                if (next is null) return Shown(end!);
                var outcome = await RunAsync(next, ct);
                if (next.IsLast || outcome.Kind != OutcomeKind.Done) return outcome;
                (goal, isBegun) = (goal.Behind(next.Hop), true);
            }
        }
        catch (NotAuthenticException e)
        {
            return Shown(Refused($"not authentic: {e.Message}", DeviceFault.NotAuthentic));
        }
        catch (DeviceException e)
        {
            return Shown(Refused(e.Message, e.Fault));
        }
    }

    async Task<(Next? Next, Outcome? End)> NextAsync(HttpFetcher fetcher, bool isBegun, CancellationToken ct)
    {
        var (device, _) = await place.OpenAsync(network, terminal, ct);
        if (device is null) return (null, Refused("the device can not be opened"));
        await using (device)
        {
            if (isBegun && await Executor.GoalAsync(device, OpenRunCommands.PlanOf, ct) != goal.ToString())
                return (null, new Outcome { Kind = OutcomeKind.Current, Reasons = [$"the way to {goal.To} was given up meanwhile, or another one is gone"] });
            return await RepositoryOptions.FromAnyAsync(goal.Repository, terminal, async places => await NextAsync(device, await RepositoryOptions.OpenAsync(places, trustedRoot, new DeviceStore(device), fetcher, ct), ct));
        }
    }

    async Task<(Next? Next, Outcome? End)> NextAsync(IDevice device, ITrustedRepository repository, CancellationToken ct)
    {
        var catalogue = Catalogue.Of(repository.Targets.Values);
        var at = await DeviceStation.OfAsync(device, catalogue, UpdateCommand.TargetOf(goal.To), repository.Moment, ct);
        var route = new RouteFinder(catalogue).Find(at);
        if (route.Refusal is { } none) return (null, Refused(none));
        if (route.IsCurrent) return (null, new Outcome { Kind = OutcomeKind.Current, OsBefore = at.From.Version.Text, OsAfter = at.From.Version.Text });
        var hop = route.Hops[0];
        if (goal.WhyNotBy(hop) is { } why) return (null, Refused(why));
        var plan = await FetchedPlan.OfAsync(repository, hop.Plan, ct);
        if (!json) terminal.Say($"The way: {string.Join(", ", route.Hops)}");
        return (new Next(hop, plan, route.Hops.Count == 1), null);
    }

    async Task<Outcome> RunAsync(Next next, CancellationToken ct)
    {
        var (hop, plan, isLast) = next;
        await using var device = await place.OpenForAsync(plan, network, ct);
        var request = new RunRequest
        {
            Plan = plan.Plan,
            Sources = plan.Stored,
            Target = hop.Release.Version,
            Inputs = hop.InputsOf(plan.Plan),
            RunId = RunIds.New(),
            Goal = isLast ? null : goal.Behind(hop).ToString(),
            NoReboot = goal.NoReboot,
            IgnoreLocks = goal.IgnoreLocks,
        };
        return await RunDisplay.ShowAsync(terminal, json, plan.Plan, observer => new Executor(device, observer).RunAsync(request, ct));
    }

    Outcome Shown(Outcome outcome)
    {
        RunDisplay.ShowEnd(terminal, json, outcome);
        return outcome;
    }

    static Outcome Refused(string reason, DeviceFault fault = DeviceFault.Failed) => new() { Kind = OutcomeKind.Refused, Reasons = [reason], Fault = fault };

    sealed record Next(Hop Hop, PlanFile Plan, bool IsLast);
}
