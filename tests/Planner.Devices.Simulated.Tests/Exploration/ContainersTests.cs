using Planner.Engine.Devices;

namespace Planner.Devices.Simulated.Tests.Exploration;

/// <summary>Plans that stop and remove containers, and that look at fingerprints, whatever fails once.</summary>
public sealed class ContainersTests
{
    [TestCase("- stop-containers")]
    [TestCase("- stop-containers\n- check: { that: { os.name: other-os } }")]
    [TestCase("- stop-containers\n- remove-containers:\n  no-return: what the engine holds")]
    [TestCase("- check: { fingerprint: { list: \"active:/os.fingerprint\", except: [/etc, /data, /order] } }")]
    public async Task Every_promise_is_kept(string steps)
    {
        var report = await ExploredPlan.ExploreAsync(ExploredPlan.With(steps), change: file => file with
        {
            State = file.State! with
            {
                Partitions = file.State.Partitions.ToDictionary(pair => pair.Key, pair => pair.Key == "rootA" ? pair.Value with { Tree = Listed(pair.Value.Tree) } : pair.Value),
                Containers = new OrderedDictionary<string, ContainerSnapshot>
                {
                    ["base"] = new("app/base:1", true, RestartPolicy.Always, false),
                    ["idle"] = new("app/idle:1", false, RestartPolicy.Always, false),
                    ["main"] = new("app/main:1", true, RestartPolicy.UnlessStopped, false),
                    ["once"] = new("app/once:1", true, RestartPolicy.No, false),
                },
            },
        });
        Assert.That(report.Broken.Select(broken => $"{broken.Promise}: {broken.What}"), Is.Empty);
        Assert.That(report.Runs, Is.GreaterThan(200));
    }

    static TreeSnapshot Listed(TreeSnapshot tree)
    {
        var list = "\n"u8.ToArray();
        var digest = Engine.Devices.Files.TreeSnapshotBuilder.DigestOf(list);
        var entry = new Engine.Images.TreeEntry { Path = "/os.fingerprint", Type = Engine.Images.EntryType.File, Mode = 0b110_100_100, Size = list.Length, Digest = digest };
        return new TreeSnapshot(tree.Manifest.Over(Engine.Images.TreeManifest.Of([entry])), new Dictionary<string, byte[]>(tree.Contents) { [digest] = list });
    }
}
