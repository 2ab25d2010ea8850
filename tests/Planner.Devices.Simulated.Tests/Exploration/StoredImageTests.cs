namespace Planner.Devices.Simulated.Tests.Exploration;

/// <summary>Plans that store an image on a partition, whatever fails once.</summary>
public sealed class StoredImageTests
{
    const string Pull = "- pull: { image: registry.example/os:next, via: registry, to: \"data:/images/os\" }\n";

    [TestCase("- export: { image: registry.example/os:next, from: /resin-boot, to: boot, keep: [grubenv] }")]
    [TestCase("- check: { that: { os.name: other-os } }")]
    public async Task Every_promise_is_kept(string steps)
    {
        var report = await ExploredPlan.ExploreAsync(ExploredPlan.With(Pull + steps));
        Assert.That(report.Broken.Select(broken => $"{broken.Promise}: {broken.What}: {string.Join(" / ", broken.Story)}"), Is.Empty);
        Assert.That(report.Runs, Is.GreaterThan(200));
    }
}
