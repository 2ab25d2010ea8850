using Planner.Cli.Input;
using Planner.Cli.Repository;
using Planner.Devices.Simulated;
using Planner.Engine.Devices;
using Planner.Engine.Devices.Files;
using Planner.Engine.Execution;
using Planner.Repository;
using Planner.Repository.Catalogues;
using Planner.Repository.Routes;

namespace Planner.Cli.Simulation;

/// <summary>A simulated update from a repository, over: the same routes and rollouts as on a device, by the snapshot's clock, and each hop on what the one before left.</summary>
/// <param name="Device">The device.</param>
/// <param name="Hops">Its runs.</param>
/// <param name="Outcome">How it ended: as its last run, or as the route, where that leads nowhere.</param>
sealed record SimulatedUpdate(DeviceFile Device, IReadOnlyList<Simulated> Hops, Outcome Outcome)
{
    const string ImageInput = "image";

    /// <summary>Whether it ended as the device file expects, and no promise was broken.</summary>
    internal bool IsGood => Simulated.IsExpected(Device.Expect, Outcome) && !IsBroken;

    /// <summary>Whether a promise was broken.</summary>
    internal bool IsBroken => Hops.Any(hop => hop.Broken.Count > 0);

    /// <summary>Whether it ended with a run, and not because the route leads nowhere.</summary>
    internal bool EndsWithRun => Hops is [.., var last] && last.Outcome == Outcome;

    /// <summary>Runs every plan on the way.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="start">The snapshot.</param>
    /// <param name="to">The version to get to; null for the newest.</param>
    /// <param name="ignoreLocks">Whether the device boots although applications hold update locks.</param>
    /// <param name="observer">Gets every event.</param>
    /// <param name="told">Gets each run when it is over.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="DeviceException">A plan can not be read, or the device does not tell where it is.</exception>
    /// <exception cref="NotAuthenticException">A plan is not what was signed.</exception>
    internal static async Task<SimulatedUpdate> RunAsync(ITrustedRepository repository, DeviceInput start, HostVersion? to, bool ignoreLocks, IRunObserver observer, Action<Simulated> told, CancellationToken ct)
    {
        var (catalogue, hops) = (Catalogue.Of(repository.Targets.Values), new List<Simulated>());
        for (var input = start; ;)
        {
            var route = await RouteAsync(catalogue, input, to, ct);
            if (route.Refusal is { } why) return new SimulatedUpdate(start.File, hops, new Outcome { Kind = OutcomeKind.Refused, Reasons = [why] });
            if (route.IsCurrent) return new SimulatedUpdate(start.File, hops, hops is [.., var last] ? last.Outcome : new Outcome { Kind = OutcomeKind.Current });
            var (hop, plan) = (route.Hops[0], await FetchedPlan.OfAsync(repository, route.Hops[0].Plan, ct));
            var inputs = plan.Plan.Inputs.ContainsKey(ImageInput) ? new Dictionary<string, string> { [ImageInput] = hop.Release.Image } : [];
            DeviceInput? next = null;
            var run = await Simulated.RunAsync(plan, input, hop.Release.Version, inputs, ignoreLocks, async device => next = await AfterAsync(device, input, plan), observer, ct, $"{Simulated.RunId}-{hops.Count + 1}");
            hops.Add(run);
            told(run);
            if (run.Outcome.Kind != OutcomeKind.Done) return new SimulatedUpdate(start.File, hops, run.Outcome);
            input = next!;
        }
    }

    static async Task<Route> RouteAsync(Catalogue catalogue, DeviceInput input, HostVersion? to, CancellationToken ct)
    {
        await using var device = SimulatedStart.Of(input.File, input.Source.Layout).Begin();
        return new RouteFinder(catalogue).Find(await DeviceStation.OfAsync(device, catalogue, to, ct));
    }

    /// <summary>The device as a run left it. What is around it stays what the snapshot says.</summary>
    static async Task<DeviceInput> AfterAsync(IDevice device, DeviceInput before, PlanFile plan)
    {
        var now = (await Inspector.InspectAsync(device, before.File.Name, [], CancellationToken.None)).State!;
        var layout = plan.Layouts.First(layout => layout.Layout.Id == device.Layout.Id);
        var state = before.File.State! with { Running = now.Running, Clock = now.Clock, Partitions = now.Partitions, Services = now.Services, Engine = now.Engine, Containers = now.Containers };
        return before with { File = before.File with { Layout = layout.Layout.Id, State = state }, Layout = layout.Layout, Source = layout };
    }
}
