using Planner.Devices.Simulated.Exploration;
using Planner.Engine.Devices;
using Planner.Engine.Devices.Files;
using Planner.Engine.Execution;
using Planner.Engine.Language;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated.Tests.Exploration;

/// <summary>A plan of <c>BadPlans/</c>, each of which a rule refuses, on a device of the samples.</summary>
static class BadPlan
{
    const string LayoutFile = "plans/layouts/resinos-2.x/1.0.0.yaml";
    const string Device = "samples/devices/intel-nuc-healthy.yaml";

    static readonly string Top = FindTop();

    static readonly Layout Layout = LayoutReader.Read(LayoutFile, Bytes(LayoutFile), new ReadContext())!;

    /// <summary>Every one.</summary>
    internal static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Path.Combine(Top, Folder), "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    static string Folder { get; } = Path.Combine("tests", "Planner.Devices.Simulated.Tests", "Exploration", "BadPlans");

    /// <summary>The codes of what the rules say of it.</summary>
    internal static IReadOnlyList<ProblemCode> CodesOf(string name)
    {
        var context = new ReadContext();
        Assert.That(Read(name, Bytes(FileOf(name)), context), Is.Null, name);
        return [.. context.Problems.Where(problem => problem.Severity == Severity.Error).Select(problem => problem.Code).Distinct()];
    }

    /// <summary>Explores it with the rules switched off that refuse it.</summary>
    internal static Task<ExplorationReport> ExploreAsync(string name)
    {
        var codes = CodesOf(name);
        Plan PlanOf(byte[] bytes)
        {
            var context = new ReadContext { LeftOut = codes };
            return Read(name, bytes, context) ?? throw new AssertionException($"{name}:\n{string.Join('\n', context.Problems)}");
        }

        var bytes = Bytes(FileOf(name));
        var file = DeviceFileReader.Read(Device, Bytes(Device), new LayoutSet(Layout), _ => null, new ReadContext())!;
        var request = new RunRequest { Plan = PlanOf(bytes), Sources = new StoredPlan(bytes, [[]]), Target = HostVersion.TryParse("2.3.0+rev1", out var target) ? target : null, RunId = "explored" };
        return new Explorer(new Setting(SimulatedStart.Of(file, Layout), request, stored => PlanOf(stored.Plan)), new ExplorationOptions { Jobs = 2 }).ExploreAsync(null, default);
    }

    static string FileOf(string name) => Path.Combine(Folder, $"{name}.yaml");

    static Plan? Read(string name, byte[] bytes, ReadContext context) =>
        PlanReader.Read($"{name}/1.0.0.yaml", bytes, new LayoutSet(Layout), [.. StepKinds.All, Meddling.Definition], context);

    static byte[] Bytes(string file) => File.ReadAllBytes(Path.Combine(Top, file));

    static string FindTop()
    {
        var folder = TestContext.CurrentContext.TestDirectory;
        while (!File.Exists(Path.Combine(folder, "Planner.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
