using System.Text;
using Planner.Devices.Simulated;
using Planner.Devices.Simulated.Exploration;
using Planner.Devices.Simulated.Tests.Exploration;
using Planner.Engine.Devices;
using Planner.Engine.Devices.Files;
using Planner.Engine.Execution;
using Planner.Engine.Language;
using Planner.Engine.Steps;

namespace Planner.Mutation;

/// <summary>What is explored: a plan on a sample device.</summary>
/// <param name="Name">Both, for people.</param>
/// <param name="Setting">The run.</param>
/// <param name="Expect">How it should end without faults.</param>
/// <param name="Pairs">Whether second faults are explored too.</param>
sealed record Explored(string Name, Setting Setting, Expectation Expect, bool Pairs)
{
    /// <summary>Where plans are that a rule refuses.</summary>
    internal const string BadPlans = "tests/Planner.Devices.Simulated.Tests/Exploration/BadPlans";

    const string Shipped = "plans/resinos-2.x-to-2.x/1.0.0.yaml";
    const string EveryKind = "tests/mutation/every-kind/1.0.0.yaml";
    const string LayoutFile = "plans/layouts/resinos-2.x/1.0.0.yaml";
    const string Target = "2.3.0+rev1";

    // Each boot family, on a device where everything goes well, and on one where everything is taken back: there a single fault strikes beside a failure.
    static readonly string[] First = ["intel-nuc-healthy", "raspberrypi3-new-os-unhealthy", "raspberrypi3-healthy", "raspberry-pi2-healthy"];

    /// <summary>Everything, what finds most first; plans that rules refuse come with it once a rule does not refuse them any more.</summary>
    /// <param name="top">The top of the repository.</param>
    internal static IEnumerable<Explored> All(string top)
    {
        var bytes = File.ReadAllBytes(Path.Combine(top, LayoutFile));
        var layout = LayoutReader.Read(LayoutFile, bytes, new ReadContext())!;
        Explored? On(string plan, string device, bool pairs = false) => Of(top, (layout, bytes), plan, device, pairs);
        foreach (var bad in Directory.EnumerateFiles(Path.Combine(top, BadPlans), "*.yaml").Order(StringComparer.Ordinal))
            if (On(Path.GetRelativePath(top, bad), First[0]) is { } accepted) yield return accepted with { Name = $"{accepted.Name}, which no rule refuses" };
        foreach (var plan in new[] { Shipped, EveryKind })
            foreach (var device in First) yield return On(plan, device)!;
        // Only here does a step start what had not been running.
        yield return Of(top, (layout, bytes), EveryKind, First[0], false, isStopped: true)!;
        foreach (var device in Directory.EnumerateFiles(Path.Combine(top, "samples/devices"), "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Except(First).Order(StringComparer.Ordinal))
            yield return On(Shipped, device)!;
    }

    static Explored? Of(string top, (Layout Layout, byte[] Bytes) source, string planFile, string device, bool pairs, bool isStopped = false)
    {
        var bytes = File.ReadAllBytes(Path.Combine(top, planFile));
        var layout = source.Layout;
        if (Read(planFile, bytes, layout) is not { } plan) return null;
        var path = $"samples/devices/{device}.yaml";
        var context = new ReadContext();
        var file = DeviceFileReader.Read(path, File.ReadAllBytes(Path.Combine(top, path)), new LayoutSet(layout), _ => null, context)
            ?? throw new InvalidOperationException(new StringBuilder().AppendJoin('\n', context.Problems).ToString());
        if (isStopped) file = file with { State = file.State! with { Services = file.State.Services.ToDictionary(service => service.Key, IReadOnlyDictionary<string, bool> (service) => Stopped(service.Value)) } };
        if (!HostVersion.TryParse(Target, out var target)) throw new InvalidOperationException($"{Target} is no version");
        var request = new RunRequest { Plan = plan, Sources = new StoredPlan(bytes, [source.Bytes]), Target = target, RunId = "mutation" };
        return new Explored($"{plan.Name} on {device}{(isStopped ? " with its services stopped" : "")}{(pairs ? ", pairs" : "")}", new Setting(SimulatedStart.Of(file, layout), request, stored => Read(planFile, stored.Plan, layout)), file.Expect, pairs);
    }

    static Dictionary<string, bool> Stopped(IReadOnlyDictionary<string, bool> units) => units.ToDictionary(unit => unit.Key, _ => false);

    static Plan? Read(string file, byte[] bytes, Layout layout)
    {
        // A plan of the tests has no folder of its name.
        var name = file.EndsWith("/1.0.0.yaml", StringComparison.Ordinal) ? file : $"{Path.GetFileNameWithoutExtension(file)}/1.0.0.yaml";
        return PlanReader.Read(name, bytes, new LayoutSet(layout), [.. StepKinds.All, Meddling.Definition], new ReadContext());
    }
}
