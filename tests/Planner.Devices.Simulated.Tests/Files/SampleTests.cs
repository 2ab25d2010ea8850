using Planner.Engine.Devices.Files;
using Planner.Engine.Language;

namespace Planner.Devices.Simulated.Tests.Files;

public sealed class SampleTests
{
    static readonly string Root = FindRoot();

    static IEnumerable<string> Devices => Directory.EnumerateFiles(Path.Combine(Root, "samples"), "*.yaml", SearchOption.AllDirectories)
        .Where(file => File.ReadLines(file).Any(line => line.StartsWith("device:", StringComparison.Ordinal)))
        .Select(file => Path.GetRelativePath(Root, file)).Order();

    [TestCaseSource(nameof(Devices))]
    public void Every_sample_device_is_read_without_a_problem(string file)
    {
        var context = new ReadContext();
        DeviceFileReader.Read(file, File.ReadAllBytes(Path.Combine(Root, file)), new LayoutSet([.. Layouts()]), _ => null, context);
        Assert.That(context.Problems.Select(problem => problem.ToString()), Is.Empty);
    }

    static IEnumerable<Engine.Devices.Layout> Layouts()
    {
        foreach (var folder in new[] { "plans/layouts", "samples/plans/layouts" })
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.yaml", SearchOption.AllDirectories))
                if (LayoutReader.Read(Path.GetRelativePath(Root, file), File.ReadAllBytes(file), new ReadContext()) is { } layout) yield return layout;
    }

    static string FindRoot()
    {
        var folder = TestContext.CurrentContext.TestDirectory;
        while (!File.Exists(Path.Combine(folder, "Planner.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
