namespace Planner.Devices.Simulated.Tests.Exploration;

/// <summary>A plan whose image comes from its registry straight onto the slot, whatever fails once.</summary>
public sealed class StraightExportTests
{
    [Test]
    public async Task Every_promise_is_kept()
    {
        var plan = ExploredPlan.With("- export: { image: \"${input.image}\", from: /resin-boot, to: boot, keep: [grubenv] }")
            .Replace("oci:images/os:next", "registry.example/os:next", StringComparison.Ordinal)
            .Replace("to: spare, except: [/resin-boot, /quirks] }", "to: spare, via: registry }", StringComparison.Ordinal);
        var report = await ExploredPlan.ExploreAsync(plan);
        Assert.That(report.Broken.Select(broken => $"{broken.Promise}: {broken.What}: {string.Join(" / ", broken.Story)}"), Is.Empty);
        Assert.That(report.Runs, Is.GreaterThan(200));
    }
}
