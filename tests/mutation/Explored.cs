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
/// <param name="Pairs">Whether a second fault strikes too.</param>
sealed record Explored(string Name, Setting Setting, Expectation Expect, bool Pairs = false)
{
    /// <summary>Where plans are that a rule refuses.</summary>
    internal const string BadPlans = "tests/Planner.Devices.Simulated.Tests/Exploration/BadPlans";

    const string Shipped = "plans/resinos-2.x-to-2.x/1.0.0.yaml";
    const string EveryKind = "tests/mutation/every-kind/1.0.0.yaml";
    const string Early = "plans/resinos-1.x-to-1.x/1.0.0.yaml";
    const string Migration = "plans/resinos-1.x-to-2.x/1.0.0.yaml";
    const string Target = "2.3.0+rev1";
    const string EarlyTarget = "1.30.1";

    // Each boot family, on a device where everything goes well, and on one where everything is taken back: there a single fault strikes beside a failure.
    static readonly string[] First = ["intel-nuc-healthy", "raspberrypi3-new-os-unhealthy", "raspberrypi3-healthy", "raspberry-pi2-healthy"];

    static readonly (string Plan, string Device)[] Others =
    [
        (Migration, "resinos-1.x-to-2.x/raspberrypi3-1.x-to-2.x-healthy"),
        (Migration, "resinos-1.x-to-2.x/raspberrypi3-1.x-to-2.x-on-secondary-root"),
        (Migration, "resinos-1.x-to-2.x/raspberrypi3-1.x-to-2.x-boot-nearly-full"),
        (Early, "resinos-1.x-to-1.x/raspberrypi3-1.x-healthy"),
    ];

    /// <summary>Everything, what finds most first; plans that rules refuse come with it once a rule does not refuse them any more.</summary>
    /// <param name="top">The top of the repository.</param>
    /// <param name="pairs">Whether two faults strike: then one device is enough work.</param>
    internal static IEnumerable<Explored> All(string top, bool pairs)
    {
        var layouts = Layouts(top);
        if (pairs)
        {
            yield return On(Shipped, First[0])! with { Pairs = true };
            yield break;
        }

        Explored? On(string plan, string device) => Of(top, layouts, plan, device, isStopped: false);
        foreach (var bad in Directory.EnumerateFiles(Path.Combine(top, BadPlans), "*.yaml").Order(StringComparer.Ordinal))
            if (On(Path.GetRelativePath(top, bad), First[0]) is { } accepted) yield return accepted with { Name = $"{accepted.Name}, which no rule refuses" };
        foreach (var plan in new[] { Shipped, EveryKind })
            foreach (var device in First) yield return On(plan, device)!;
        // Only here does a step start what had not been running.
        yield return Of(top, layouts, EveryKind, First[0], isStopped: true)!;
        foreach (var (plan, device) in Others) yield return On(plan, device)!;
        foreach (var device in Directory.EnumerateFiles(Path.Combine(top, "samples/devices"), "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Except(First).Order(StringComparer.Ordinal))
            yield return On(Shipped, device)!;
    }

    static IReadOnlyList<(Layout Layout, byte[] Bytes)> Layouts(string top) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(top, "plans/layouts"), "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => (Path: Path.GetRelativePath(top, file), Bytes: File.ReadAllBytes(file)))
            .Select(file => (LayoutReader.Read(file.Path, file.Bytes, new ReadContext())!, file.Bytes)),
    ];

    static Explored? Of(string top, IReadOnlyList<(Layout Layout, byte[] Bytes)> layouts, string planFile, string device, bool isStopped)
    {
        var bytes = File.ReadAllBytes(Path.Combine(top, planFile));
        var all = new LayoutSet([.. layouts.Select(known => known.Layout)]);
        if (Read(planFile, bytes, all) is not { } plan) return null;
        var path = $"samples/devices/{device}.yaml";
        var context = new ReadContext();
        var file = DeviceFileReader.Read(path, File.ReadAllBytes(Path.Combine(top, path)), all, _ => null, context)
            ?? throw new InvalidOperationException(new StringBuilder().AppendJoin('\n', context.Problems).ToString());
        if (isStopped) file = file with { State = file.State! with { Services = file.State.Services.ToDictionary(service => service.Key, IReadOnlyDictionary<string, bool> (service) => Stopped(service.Value)) } };
        if (!HostVersion.TryParse(planFile == Early ? EarlyTarget : Target, out var target)) throw new InvalidOperationException($"{Target} is no version");
        var stored = new StoredPlan(bytes, [.. plan.Layouts.Select(layout => layouts.First(known => known.Layout.Id == layout.Id).Bytes)]);
        var request = new RunRequest { Plan = plan, Sources = stored, Target = target, RunId = "mutation" };
        return new Explored($"{plan.Name} on {device}{(isStopped ? " with its services stopped" : "")}", new Setting(SimulatedStart.Of(file, plan.Layouts), request, run => Read(planFile, run.Plan, all)), file.Expect);
    }

    static Dictionary<string, bool> Stopped(IReadOnlyDictionary<string, bool> units) => units.ToDictionary(unit => unit.Key, _ => false);

    static Plan? Read(string file, byte[] bytes, LayoutSet layouts)
    {
        // A plan of the tests has no folder of its name.
        var name = file.EndsWith("/1.0.0.yaml", StringComparison.Ordinal) ? file : $"{Path.GetFileNameWithoutExtension(file)}/1.0.0.yaml";
        return PlanReader.Read(name, bytes, layouts, [.. StepKinds.All, Meddling.Definition], new ReadContext());
    }
}
