using Planner.Cli.Commands;
using Planner.Cli.Input;
using Planner.Cli.Repository;
using Planner.Devices.Simulated;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Repository;
using Planner.Repository.Catalogues;
using Planner.Repository.Routes;

namespace Planner.Cli.Simulation;

/// <summary>A simulated update from a repository, over: the same routes and rollouts as on a device, by the snapshot's clock, and each hop on what the one before left.</summary>
/// <param name="Device">The device.</param>
/// <param name="Hops">Its runs.</param>
/// <param name="Outcome">How it ended: as its last run, or as the route, where that leads nowhere.</param>
sealed record SimulatedUpdate(DeviceFile Device, IReadOnlyList<Simulated> Hops, Outcome Outcome) : IVerdict
{
    /// <inheritdoc/>
    public bool IsGood => Simulated.IsExpected(Device.Expect, Outcome) && !IsBroken;

    /// <inheritdoc/>
    public bool IsBroken => Hops.Any(hop => hop.IsBroken);

    /// <summary>Whether it ended with a run, and not because the route leads nowhere.</summary>
    internal bool EndsWithRun => Hops is [.., var last] && last.Outcome == Outcome;

    /// <summary>Runs every plan on the way.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="start">The snapshot.</param>
    /// <param name="goal">Where to get to.</param>
    /// <param name="observer">Gets every event.</param>
    /// <param name="told">Gets each run when it is over.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="DeviceException">A plan can not be read, or the device does not tell where it is.</exception>
    /// <exception cref="NotAuthenticException">A plan is not what was signed.</exception>
    internal static async Task<SimulatedUpdate> RunAsync(ITrustedRepository repository, DeviceInput start, Goal goal, IRunObserver observer, Action<Simulated> told, CancellationToken ct)
    {
        var (catalogue, hops) = (Catalogue.Of(repository.Targets.Values), new List<Simulated>());
        for (var input = start; ;)
        {
            var route = await RouteAsync(catalogue, input, goal, ct);
            if (route.Refusal is { } none) return Refused(none);
            if (route.IsCurrent) return new SimulatedUpdate(start.File, hops, hops is [.., var last] ? last.Outcome : new Outcome { Kind = OutcomeKind.Current });
            var hop = route.Hops[0];
            if (goal.WhyNotBy(hop) is { } why) return Refused(why);
            var plan = await FetchedPlan.OfAsync(repository, hop.Plan, ct);
            // As on a device: it has the layout that the plan is for.
            input = input.Under(plan.Layout);
            DeviceInput? next = null;
            var run = await Simulated.RunAsync(plan, input, hop.Release.Version, hop.InputsOf(plan.Plan), goal.IgnoreLocks, async device => next = await AfterAsync(device, input, plan), observer, ct, $"{Simulated.RunId}-{hops.Count + 1}");
            hops.Add(run);
            told(run);
            if (run.Outcome.Kind != OutcomeKind.Done) return new SimulatedUpdate(start.File, hops, run.Outcome);
            (input, goal) = (next!, goal.Behind(hop));
        }

        SimulatedUpdate Refused(string why) => new(start.File, hops, new Outcome { Kind = OutcomeKind.Refused, Reasons = [why] });
    }

    static async Task<Route> RouteAsync(Catalogue catalogue, DeviceInput input, Goal goal, CancellationToken ct)
    {
        await using var device = SimulatedStart.Of(input.File, input.Source.Layout).Begin();
        return new RouteFinder(catalogue).Find(await DeviceStation.OfAsync(device, catalogue, UpdateCommand.TargetOf(goal.To), default, ct));
    }

    static async Task<DeviceInput> AfterAsync(IDevice device, DeviceInput before, PlanFile plan)
    {
        var layout = plan.Layouts.First(layout => layout.Layout.Id == device.Layout.Id);
        return before with { File = await DeviceAfter.SnapshotAsync(device, before.File, before.File.Name), Layout = layout.Layout, Source = layout };
    }
}
