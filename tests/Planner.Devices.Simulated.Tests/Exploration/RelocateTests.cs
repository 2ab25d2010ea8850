using Planner.Devices.Contract;

namespace Planner.Devices.Simulated.Tests.Exploration;

/// <summary>Plans that bring the device onto one slot before they update it, whatever fails once.</summary>
public sealed class RelocateTests
{
    [TestCase("- relocate: rootB\n- mkfs: spare")]
    [TestCase("- stop-service: supervisor\n- relocate: rootB\n- check: { that: { os.name: other-os } }\n- mkfs: spare")]
    [TestCase("- relocate: rootB\n- mkfs: spare\n- check: { that: { os.name: other-os } }\n- mkfs: spare")]
    [TestCase("- relocate: rootA\n- mkfs: spare")]
    public async Task Every_promise_is_kept(string steps)
    {
        var report = await ExploredPlan.ExploreAsync(ExploredPlan.With("").Replace("- mkfs: spare", steps, StringComparison.Ordinal));
        Assert.That(report.Broken.Select(broken => $"{broken.Promise}: {broken.What}: {string.Join(" / ", broken.Story)}"), Is.Empty);
        Assert.That(report.Runs, Is.GreaterThan(200));
    }

    [TestCase(ContractLayout.Cmdline)]
    [TestCase(ContractLayout.Partition)]
    public async Task Where_no_loader_falls_back_every_promise_is_kept_too(string board)
    {
        var report = await ExploredPlan.ExploreAsync(ExploredPlan.With("").Replace("- mkfs: spare", "- relocate: rootB\n- mkfs: spare", StringComparison.Ordinal), board: board);
        Assert.That(report.Broken.Select(broken => $"{broken.Promise}: {broken.What}: {string.Join(" / ", broken.Story)}"), Is.Empty);
        Assert.That(report.Exposed, Is.GreaterThan(0), "a copy that does not boot");
    }
}
