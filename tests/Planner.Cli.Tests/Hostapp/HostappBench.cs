using System.Text;
using Planner.Testing;

namespace Planner.Cli.Tests.Hostapp;

/// <summary>A bench whose running slot holds a hostapp, or a plain tree, beside a real engine; its hostapp-update is a stand-in that checks what it is given.</summary>
sealed class HostappBench : IDisposable
{
    const string Container = "00c0ffee";
    const string Supervisor = "SUPERVISOR_IMAGE=resin/amd64-supervisor\nSUPERVISOR_TAG=v6.5.9\n";
    const string Owner = "the owner's own logo";

    readonly TemporaryFolder folder = new();

    internal string Folder => folder.Path;

    /// <summary>Its device file.</summary>
    internal string Device => Path.Join(Folder, "device.yaml");

    /// <summary>Makes one.</summary>
    /// <param name="engine">Its engine.</param>
    /// <param name="layout">Its layout: decides whether the running slot holds a hostapp.</param>
    /// <param name="version">The OS that runs.</param>
    internal static async Task<HostappBench> MakeAsync(TestEngine engine, string layout, string version)
    {
        Assert.That(Environment.IsPrivilegedProcess, Is.True, "these tests mount file systems: run them as root");
        var bench = new HostappBench();
        var os = new Dictionary<string, string> { ["etc/os-release"] = Release(version), ["etc/resin-supervisor/supervisor.conf"] = Supervisor };
        await bench.PartitionAsync("boot", "resin-boot", 16, new()
        {
            ["grubenv"] = "# GRUB Environment Block\nresin_root_part=2\nupgrade_available=0\nbootcount=0\n".PadRight(1024, '#'),
            ["config.json"] = """{"deviceType":"intel-nuc","uuid":"0f1e2d3c4b5a"}""",
            ["image-version-info"] = version,
            ["splash/resin-logo.png"] = Owner,
        });
        await bench.PartitionAsync("rootA", "resin-rootA", 24, layout.StartsWith("resinos-hostapp", StringComparison.Ordinal) ? Stored(os) : os, layout.StartsWith("resinos-hostapp", StringComparison.Ordinal));
        await bench.PartitionAsync("rootB", "resin-rootB", 160, new() { ["balena/overlay2/left/diff/usr/bin/balena"] = "of an interrupted pull", ["resinos.fingerprint"] = "of a plain tree" });
        await bench.PartitionAsync("state", "resin-state", 8, new() { ["root-overlay/etc/hostname"] = "0f1e2d3\n" });
        await bench.PartitionAsync("data", "resin-data", 256, new() { ["resin-data/1234/readings.csv"] = "2018-06-01T00:00:00Z,21.4\n" });
        File.Copy(StandIn("hostapp-update"), Path.Join(bench.Folder, "hostapp-update"));
        bench.folder.Write("supervisor-runs", "");
        bench.folder.Write("device.yaml", $$"""
            device: bench
            language: 1
            layout: {{layout}}
            board: intel-nuc
            partitions: { boot: { type: ext4 } }
            images: { boot: boot.img, rootA: rootA.img, rootB: rootB.img, state: state.img, data: data.img }
            running: A
            commands:
              supervisor: { start: "test -e supervisor-is-broken && grep -q B .bench-state.json || touch supervisor-runs", stop: rm -f supervisor-runs, status: test -e supervisor-runs }
              hostapp: { start: touch hostapp-runs, stop: rm -f hostapp-runs, status: test -e hostapp-runs }
            programs: { hostapp-update: sh ./hostapp-update, test: "true" }
            engine: { socket: {{engine.Socket}} }

            """);
        bench.folder.Write("hostapp-runs", "");
        return bench;
    }

    /// <summary>Pushes an OS image; its reference.</summary>
    internal async Task<string> PushAsync(TestRegistry registry, string version, string name)
    {
        var layer = new LayerBuilder().Folder("etc").File("etc/os-release", Release(version)).File("etc/resin-supervisor/supervisor.conf", Supervisor).File("boot/storage-driver", "overlay2").Folder("tmp").Folder("var").Folder("var/run");
        await HostPrograms.IntoAsync(layer);
        foreach (var program in new[] { "hostapp-update", "dockerd", "docker" }) layer.Add($"usr/bin/{program}", '0', await File.ReadAllBytesAsync(StandIn(program)), 0x1ED);
        layer.File("resin-boot/image-version-info", version).File("resin-boot/new.efi", "new loader").File("resin-boot/splash/resin-logo.png", "logo of the maker");
        var image = new OciFolderBuilder(Path.Join(Folder, $"os-{version}"));
        image.Add("os", "amd64", Packing.Gzip, layer);
        return await registry.PushAsync(image.Path, "os", name);
    }

    /// <summary>From now on its supervisor does not start on slot B.</summary>
    internal void BreakSupervisor() => folder.Write("supervisor-is-broken", "");

    /// <summary>From now on its hostapp-update ends in the middle: <c>load</c>, <c>hooks</c> or <c>switched</c>.</summary>
    internal Task FailAtAsync(string place) => DebugAsync("boot", $"write {folder.Write("fail-at", place)} fail-at");

    /// <summary>Runs a plan on it.</summary>
    internal Task<Result> UpdateAsync(string plan, string image, string to) => PlannerProgram.RunAsync("run", $"plans/{plan}/1.0.0.yaml", "--device", Device, "--to", to, "--set", $"image={image}");

    /// <summary>A small file's text on a partition; empty when it is not there.</summary>
    internal Task<string> TextAsync(string partition, string path) => Bench.RunAsync("debugfs", "-R", $"cat {path}", Path.Join(Folder, $"{partition}.img"));

    /// <summary>Everything that an update which did not come about must leave alone.</summary>
    internal async Task<string> EverythingAsync()
    {
        var text = new StringBuilder($"supervisor runs: {File.Exists(Path.Join(Folder, "supervisor-runs"))}, the slot's engine runs: {File.Exists(Path.Join(Folder, "hostapp-runs"))}\n");
        foreach (var (partition, path) in new[] { ("rootA", "/"), ("boot", "/"), ("data", "/resin-data"), ("state", "/") })
        {
            using var copy = new TemporaryFolder();
            await Bench.RunAsync("debugfs", "-R", $"rdump {path} {copy.Path}", Path.Join(Folder, $"{partition}.img"));
            foreach (var entry in Directory.EnumerateFileSystemEntries(copy.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                if (!entry.Contains("/lost+found", StringComparison.Ordinal) && !entry.Contains("/planner", StringComparison.Ordinal)) text.Append($"{partition} {Path.GetRelativePath(copy.Path, entry)}: {Bench.Describe(entry)}\n");
        }

        return text.ToString();
    }

    public void Dispose() => folder.Dispose();

    static string StandIn(string name) => Path.Join(PlannerProgram.Repository, "tests/Planner.Cli.Tests/Hostapp", name);

    static string Release(string version) => $"ID=\"resin-os\"\nVERSION=\"{version}\"\nVARIANT_ID=\"prod\"\n";

    /// <summary>An OS in the store of balena, its files in two layers, of which the upper one hides.</summary>
    static Dictionary<string, string> Stored(Dictionary<string, string> os)
    {
        var store = os.ToDictionary(file => $"balena/overlay2/lower/diff/{file.Key}", file => file.Value);
        store["balena/overlay2/lower/diff/etc/os-release"] = Release("2.0.0+rev1");
        store["balena/overlay2/upper/diff/etc/os-release"] = os["etc/os-release"];
        store[$"balena/overlay2/{Container}/lower"] = "l/UPPER:l/LOWER";
        store[$"balena/image/overlay2/layerdb/mounts/{Container}/mount-id"] = Container;
        return store;
    }

    async Task PartitionAsync(string name, string label, int size, Dictionary<string, string> files, bool isHostapp = false)
    {
        using var tree = new TemporaryFolder();
        foreach (var (path, content) in files) tree.Write(path, content);
        if (isHostapp)
        {
            Directory.CreateDirectory(Path.Join(tree.Path, $"balena/overlay2/{Container}/diff"));
            Directory.CreateDirectory(Path.Join(tree.Path, "balena/overlay2/l"));
            foreach (var layer in new[] { "upper", "lower" }) File.CreateSymbolicLink(Path.Join(tree.Path, $"balena/overlay2/l/{layer.ToUpperInvariant()}"), $"../{layer}/diff");
            File.CreateSymbolicLink(Path.Join(tree.Path, "current"), $"hostapps/{Container}");
        }

        var image = Path.Join(Folder, $"{name}.img");
        await using (var file = File.Create(image)) file.SetLength((long)size << 20);
        await Bench.RunAsync("mkfs.ext4", "-q", "-F", "-m", "0", "-L", label, "-d", tree.Path, image);
    }

    async Task DebugAsync(string partition, string command) => await Bench.RunAsync("debugfs", "-w", "-R", command, Path.Join(Folder, $"{partition}.img"));
}
