using Planner.Devices.Simulated;
using Planner.Engine.Devices;
using Planner.Engine.Devices.Files;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Benchmarks;

/// <summary>The shipped plan of the everyday update and a sample device, made ready to be run any number of times.</summary>
sealed class Shipped
{
    const string PlanPath = "plans/resinos-2.x-to-2.x/1.0.0.yaml";
    const string LayoutPath = "plans/layouts/resinos-2.x/1.0.0.yaml";

    Shipped(SimulatedStart start, RunRequest request) => (Start, Request) = (start, request);

    /// <summary>The folder of the repository, found from where the benchmarks are started.</summary>
    internal static string Top { get; } = Above(Environment.CurrentDirectory);

    internal SimulatedStart Start { get; }

    internal RunRequest Request { get; }

    internal static Shipped On(string device)
    {
        if (!HostVersion.TryParse("2.3.0+rev1", out var target)) throw new InvalidOperationException("no version");
        var (planBytes, layoutBytes, context) = (Read(PlanPath), Read(LayoutPath), new ReadContext());
        var layout = LayoutReader.Read(LayoutPath, layoutBytes, context)!;
        var plan = PlanReader.Read(PlanPath, planBytes, new LayoutSet(layout), context)!;
        var path = $"samples/devices/{device}.yaml";
        var file = DeviceFileReader.Read(path, Read(path), new LayoutSet(layout), _ => null, context)!;
        var request = new RunRequest { Plan = plan, Sources = new StoredPlan(planBytes, [layoutBytes]), Target = target, Inputs = new Dictionary<string, string>(), RunId = "simulation" };
        return new Shipped(SimulatedStart.Of(file, layout), request);
    }

    /// <summary>One whole run on a new device; anything but its good end is no figure.</summary>
    internal async Task<SimulatedDevice> RunAsync()
    {
        var device = Start.Begin();
        var outcome = await new Executor(device, Nobody.Listens).RunAsync(Request, CancellationToken.None);
        return outcome.Kind == OutcomeKind.Done ? device : throw new InvalidOperationException($"{outcome.Kind}: {string.Join("; ", outcome.Reasons)}");
    }

    static byte[] Read(string path) => File.ReadAllBytes(Path.Combine(Top, path));

    static string Above(string folder) => File.Exists(Path.Combine(folder, "Planner.sln")) ? folder
        : Above(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the benchmarks are started within the repository"));

    sealed class Nobody : IRunObserver
    {
        internal static readonly Nobody Listens = new();

        public void On(RunEvent happened)
        {
        }
    }
}
