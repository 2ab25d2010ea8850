using Planner.Devices.Simulated.Exploration;

namespace Planner.Devices.Simulated.Tests.Exploration;

public sealed class BadPlanTests
{
    static IEnumerable<string> Names => BadPlan.Names;

    [TestCaseSource(nameof(Names))]
    public async Task Dump(string name)
    {
        TestContext.Out.WriteLine($"## {name}: {string.Join(' ', BadPlan.CodesOf(name).Select(code => code.Id))}");
        var report = await BadPlan.ExploreAsync(name);
        TestContext.Out.WriteLine($"   {report.Outcome.Kind} {string.Join("; ", report.Outcome.Reasons)} runs {report.Runs}");
        foreach (var broken in report.Broken.Where(one => !one.What.Contains("rootA:/etc/systemd", StringComparison.Ordinal)).GroupBy(one => (one.Promise, one.Kind)).Select(group => group.First()).Take(9)) TestContext.Out.WriteLine($"   {broken.Promise} {broken.Step} {broken.Kind} x{broken.Count}: {broken.What}\n      {string.Join("\n      ", broken.Story.Take(4))}");
    }
}
