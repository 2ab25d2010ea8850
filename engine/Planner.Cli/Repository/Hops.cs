using Planner.Cli.Commands;
using Planner.Cli.Devices;
using Planner.Cli.Input;
using Planner.Cli.Output;
using Planner.Devices.Linux.Fetching;
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
    const string ImageInput = "image";

    // More hops than any fleet has releases between its oldest device and its newest OS: a route that never ends is a bug, not a wait.
    const int Most = 32;

    static readonly TimeSpan[] Waits = [.. new[] { 1, 2, 4, 8, 15, 30 }.Select(minutes => TimeSpan.FromMinutes(minutes))];
    static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>Goes all the way.</summary>
    /// <returns>The exit code.</returns>
    internal async Task<int> GoAsync(CancellationToken ct)
    {
        try
        {
            return await TryAsync(ct);
        }
        catch (Exception e) when (e is NotAuthenticException or DeviceException)
        {
            return Refused(e);
        }
    }

    /// <summary>Goes the rest of the way after a boot. The network may come later than what boots: a repository that does not answer is asked again, as long as the machine runs.</summary>
    /// <returns>The exit code.</returns>
    internal async Task<int> GoOnAsync(CancellationToken ct)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await TryAsync(ct);
            }
            catch (DeviceException e) when (e.Fault == DeviceFault.Unreachable && !ct.IsCancellationRequested)
            {
                var wait = tries < Waits.Length ? Waits[tries] : LongestWait;
                terminal.Error($"{e.Message}; the way to {goal.To} is gone on with in {wait.TotalMinutes:0} min");
                await Task.Delay(wait, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (ct.IsCancellationRequested) return Refused(e);
            }
            catch (Exception e) when (e is NotAuthenticException or DeviceException)
            {
                return Refused(e);
            }
        }
    }

    async Task<int> TryAsync(CancellationToken ct)
    {
        using var fetcher = new HttpFetcher(network);
        for (var hops = 0; hops < Most; hops++)
        {
            var (next, end) = await NextAsync(fetcher, ct);
            if (next is not { } found) return end;
            var outcome = await RunAsync(found, ct);
            if (found.IsLast || outcome.Kind is not (OutcomeKind.Done or OutcomeKind.Current)) return outcome.ExitCode;
        }

        throw new InvalidOperationException($"a route of more than {Most} hops");
    }

    async Task<(Next? Next, int End)> NextAsync(HttpFetcher fetcher, CancellationToken ct)
    {
        var (device, failure) = await place.OpenAsync(network, terminal, ct);
        if (device is null) return (null, failure);
        await using (device)
            return await RepositoryOptions.FromAnyAsync(goal.Repository, terminal, async places => await NextAsync(device, await RepositoryOptions.OpenAsync(places, trustedRoot, new DeviceStore(device), fetcher, ct), ct));
    }

    async Task<(Next? Next, int End)> NextAsync(IDevice device, ITrustedRepository repository, CancellationToken ct)
    {
        var catalogue = Catalogue.Of(repository.Targets.Values);
        var at = await DeviceStation.OfAsync(device, catalogue, UpdateCommand.TargetOf(goal.To), ct);
        var route = new RouteFinder(catalogue).Find(at);
        if (route.Refusal is { } why) return (null, RunDisplay.ShowRefusal(terminal, json, why));
        if (route.IsCurrent) return (null, RunDisplay.ShowEnd(terminal, json, new Outcome { Kind = OutcomeKind.Current, OsBefore = at.From.Version.Text, OsAfter = at.From.Version.Text }));
        var plan = await FetchedPlan.OfAsync(repository, route.Hops[0].Plan, ct);
        if (!json) terminal.Say($"The way: {string.Join(", ", route.Hops.Select(hop => $"{hop.Release.Version} by {hop.Plan.Id}"))}");
        return (new Next(route.Hops[0], plan, route.Hops.Count == 1), ExitCode.Good);
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
            Inputs = plan.Plan.Inputs.ContainsKey(ImageInput) ? new Dictionary<string, string> { [ImageInput] = hop.Release.Image } : new Dictionary<string, string>(),
            RunId = RunIds.New(),
            Goal = isLast ? null : goal.ToString(),
            NoReboot = goal.NoReboot,
            IgnoreLocks = goal.IgnoreLocks,
        };
        return await RunDisplay.ShowAsync(terminal, json, plan.Plan, observer => new Executor(device, observer).RunAsync(request, ct));
    }

    int Refused(Exception e) => RunDisplay.ShowEnd(terminal, json, e is NotAuthenticException
        ? new Outcome { Kind = OutcomeKind.Refused, Reasons = [$"not authentic: {e.Message}"], Fault = DeviceFault.NotAuthentic }
        : new Outcome { Kind = OutcomeKind.Refused, Reasons = [e.Message], Fault = ((DeviceException)e).Fault });

    sealed record Next(Hop Hop, PlanFile Plan, bool IsLast);
}
