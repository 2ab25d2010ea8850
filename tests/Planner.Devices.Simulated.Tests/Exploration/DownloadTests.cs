using Planner.Engine.Devices;

namespace Planner.Devices.Simulated.Tests.Exploration;

/// <summary>Plans that download a file, whatever fails once.</summary>
public sealed class DownloadTests
{
    static readonly string Digest = new('b', 64);

    [TestCase("")]
    [TestCase("- check: { that: { os.name: other-os } }")]
    public async Task Every_promise_is_kept(string steps)
    {
        var download = $"- download: {{ url: \"https://example.org/tool\", to: \"data:/tools/tool\", sha256: {Digest}, size: 1MiB, mode: \"0755\" }}\n";
        var report = await ExploredPlan.ExploreAsync(ExploredPlan.With(download + steps), change: file => file with
        {
            State = file.State! with { Downloads = new Dictionary<string, DownloadSnapshot> { ["https://example.org/tool"] = new(1 << 20, Digest, null) } },
        });
        Assert.That(report.Broken.Select(broken => $"{broken.Promise}: {broken.What}: {string.Join(" / ", broken.Story)}"), Is.Empty);
        Assert.That(report.Runs, Is.GreaterThan(200));
    }
}
