using System.Text;
using Planner.Engine.Devices;
using Planner.Engine.Devices.Files;
using Planner.Engine.Execution;
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

    [TestCaseSource(nameof(Devices))]
    public async Task The_snapshot_of_every_sample_device_tells_the_same_of_it(string file)
    {
        var layouts = new LayoutSet([.. Layouts()]);
        if (DeviceFileReader.Read(file, File.ReadAllBytes(Path.Combine(Root, file)), layouts, _ => null, new ReadContext()) is not { State: not null } read) return;
        var layout = Layouts().First(layout => layout.Id == read.Layout);
        await using var device = SimulatedStart.Of(read, layout).Begin();
        var (yaml, trees) = DeviceFileWriter.Write(await Inspector.InspectAsync(device, "copy", [], default));
        var again = DeviceFileReader.Read("copy.yaml", Encoding.UTF8.GetBytes(yaml), layouts, name => trees.TryGetValue(name, out var tree) ? Encoding.UTF8.GetBytes(tree) : null, new ReadContext());
        await using var copy = SimulatedStart.Of(again!, layout).Begin();
        Assert.That(await FactsAsync(copy), Is.EqualTo(await FactsAsync(device)));
    }

    static async Task<IReadOnlyList<string>> FactsAsync(SimulatedDevice device)
    {
        var facts = new FactReader(device, null, new Dictionary<string, string>(), new Dictionary<string, ImageAnswer>());
        var told = new List<string>();
        // Who a device is does not leave it.
        foreach (var name in device.Layout.Facts.Keys.Where(name => name != "device.uuid").Order(StringComparer.Ordinal)) told.Add($"{name}: {await facts.ReadAsync(name, default)}");
        return told;
    }

    static IEnumerable<Layout> Layouts()
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
