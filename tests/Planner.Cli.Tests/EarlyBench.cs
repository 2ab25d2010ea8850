using System.Security.Cryptography;
using System.Text;
using Planner.Testing;

namespace Planner.Cli.Tests;

/// <summary>A device of image files, laid out as resinOS 1.x, with an old OS on its main root: ext3 roots, data on btrfs, a boot partition of ext4 for kernels without vfat. Its engine counts as working.</summary>
public sealed class EarlyBench : IDisposable
{
    /// <summary>The plan that is shipped for it.</summary>
    public const string Plan = "plans/resinos-1.x-to-1.x/1.0.0.yaml";

    const string Supervisor = "SUPERVISOR_IMAGE=resin/armv7hf-supervisor\nSUPERVISOR_TAG=v2.8.3\n";

    readonly TemporaryFolder folder = new();

    EarlyBench()
    {
    }

    /// <summary>Its folder.</summary>
    public string Folder => folder.Path;

    /// <summary>Its device file.</summary>
    public string Device => Path.Join(Folder, "device.yaml");

    /// <summary>Whether its supervisor runs.</summary>
    public bool SupervisorRuns => File.Exists(Path.Join(Folder, "supervisor-runs"));

    /// <summary>From now on its supervisor does not start on the secondary root.</summary>
    public void BreakSupervisor() => folder.Write("supervisor-is-broken", "");

    /// <summary>Makes one.</summary>
    /// <param name="board">The board.</param>
    /// <param name="bootFile">The file that names the root.</param>
    /// <param name="text">What it says.</param>
    /// <param name="hasConf">Whether config.json lies on a resin-conf; else on the data partition, and there is none.</param>
    public static async Task<EarlyBench> MakeAsync(string board, string bootFile, string text, bool hasConf = true)
    {
        Assert.That(Environment.IsPrivilegedProcess, Is.True, "these tests mount file systems: run them as root");
        var bench = new EarlyBench();
        var config = $$"""{"deviceType":"{{board}}","uuid":"0f1e2d3c4b5a","apiKey":"tulip-of-the-device"}""";
        var boot = new Dictionary<string, string> { [bootFile] = text, ["kernel"] = "old kernel", ["config.txt"] = "gpu_mem=64\n", ["splash/resin-logo.png"] = "the owner's own logo" };
        boot["resin-boot.fingerprint"] = Fingerprint(boot);
        await bench.PartitionAsync("boot", "ext4", "resin-boot", 16, boot);
        var os = OsFiles("1.24.1");
        os["resin-root.fingerprint"] = Fingerprint(os);
        os["etc/machine-id"] = "0f1e2d3c\n";
        os["etc/dropbear/dropbear_rsa_host_key"] = "tulip-of-the-host";
        os["var/lib/connman/network.config"] = "[service_home_wifi]\nName = Warehouse 7\nPassphrase = tulip-of-the-wifi\n";
        os["var/lib/urandom/random-seed"] = "an old seed";
        os["etc/supervisor.conf"] = Supervisor + "LED_FILE=/sys/class/leds/led0/brightness\n";
        await bench.PartitionAsync("root", "ext3", "resin-root", 24, os);
        await bench.PartitionAsync("updt", "ext3", "resin-updt", 24, []);
        if (hasConf) await bench.PartitionAsync("conf", "ext4", "resin-conf", 8, new() { ["config.json"] = config });
        var data = new Dictionary<string, string> { ["resin-data/1234/readings.csv"] = "2017-11-24T00:00:00Z,21.4\n" };
        if (!hasConf) data["config.json"] = config;
        await bench.DataAsync(data);
        bench.folder.Write("supervisor-runs", "");
        bench.folder.Write("device.yaml", $$"""
            device: bench
            language: 1
            layout: resinos-1.x@1.0.0
            board: {{board}}
            partitions: { boot: { type: ext4 } }
            images: { boot: boot.img, root: root.img, updt: updt.img, {{(hasConf ? "conf: conf.img, " : "")}}data: data.img }
            running: main
            commands:
              supervisor: { start: "test -e supervisor-is-broken && grep -q secondary .bench-state.json || touch supervisor-runs", stop: rm -f supervisor-runs, status: test -e supervisor-runs }
            engine: { status: "true" }

            """);
        return bench;
    }

    /// <summary>Makes an OS image in its folder and gives its reference.</summary>
    public string Image(string version, string bootFile, string architecture = "arm/v7")
    {
        MakeImage(Path.Join(Folder, $"os-{version}"), version, bootFile, architecture);
        return $"oci:os-{version}";
    }

    /// <summary>Makes an OS image of 1.x in a folder, with the lists of its files; its tag is that of <see cref="Bench"/>.</summary>
    internal static void MakeImage(string folder, string version, string bootFile, string architecture = "arm/v7")
    {
        var layer = new LayerBuilder().Folder("etc").Folder("etc/dropbear").Folder("bin").Folder("quirks").Folder("quirks/etc").Folder("resin-boot");
        var os = OsFiles(version);
        foreach (var (path, content) in os) layer.File(path, content);
        // The list names what is in place in the end: both names of a file, and what comes from the quirks.
        (os["bin/busybox"], os["bin/ash"], os["etc/hosts"]) = ("busybox", "busybox", "127.0.0.1 localhost\n");
        layer.File("bin/busybox", os["bin/busybox"], 0x9ED).HardLink("bin/ash", "bin/busybox").Link("bin/sh", "busybox").File("quirks/etc/hosts", os["etc/hosts"]).File("resin-root.fingerprint", Fingerprint(os));
        for (var parent = bootFile; parent.LastIndexOf('/') is var end and > 0;) layer.Folder($"resin-boot/{parent = parent[..end]}");
        var boot = new Dictionary<string, string> { [bootFile] = "root=/dev/nowhere\n", ["kernel"] = $"kernel of {version}", ["config.txt"] = "gpu_mem=16\n", ["new.dtb"] = "new" };
        boot["resin-boot.fingerprint"] = Fingerprint(boot);
        foreach (var (path, content) in boot) layer.File($"resin-boot/{path}", content);
        new OciFolderBuilder(folder).Add(Bench.Tag, architecture, Packing.Gzip, layer);
    }

    /// <summary>Runs the shipped plan on it.</summary>
    public Task<Result> UpdateAsync(string image, string to) => PlannerProgram.RunAsync("run", Plan, "--device", Device, "--to", to, "--set", $"image={image}");

    /// <summary>What is on a partition, read by the file system's own tools and not by Planner: mode, kind and content by path.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(string partition, string path = "/")
    {
        using var copy = new TemporaryFolder();
        if (partition == "data") await Bench.RunAsync("btrfs", "restore", "-m", "-S", "-x", Image(partition), copy.Path);
        else await Bench.RunAsync("debugfs", "-R", $"rdump / {copy.Path}", Image(partition));
        var top = Path.Join(copy.Path, path);
        return Directory.EnumerateFileSystemEntries(top, "*", SearchOption.AllDirectories).Where(entry => !entry.EndsWith("/lost+found", StringComparison.Ordinal))
            .ToDictionary(entry => Path.GetRelativePath(top, entry), Bench.Describe);
    }

    /// <summary>A small file's text on a partition of ext3 or ext4.</summary>
    public Task<string> TextAsync(string partition, string path) => Bench.RunAsync("debugfs", "-R", $"cat {path}", Image(partition));

    /// <summary>Checks every file system with its own tool, changing nothing; fails when one is not clean.</summary>
    public async Task CheckFileSystemsAsync()
    {
        foreach (var partition in (string[])["boot", "root", "updt"]) await Bench.RunAsync("e2fsck", "-f", "-n", Image(partition));
        await Bench.RunAsync("btrfs", "check", "--readonly", Image("data"));
    }

    /// <summary>What blkid says of a partition's file system.</summary>
    public Task<string> TypeAsync(string partition) => Bench.RunAsync("blkid", "-p", "-s", "TYPE", "-o", "value", Image(partition));

    public void Dispose() => folder.Dispose();

    string Image(string partition) => Path.Join(Folder, $"{partition}.img");

    /// <summary>The list of an image's files, as its build writes it.</summary>
    internal static string Fingerprint(Dictionary<string, string> files) =>
        string.Concat(files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => $"{Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, Encoding.UTF8.GetBytes(file.Value)))}  /{file.Key}\n"));

    static Dictionary<string, string> OsFiles(string version) => new()
    {
        ["etc/os-release"] = $"ID=\"resin-os\"\nVERSION=\"{version}\"\n",
        ["etc/supervisor.conf"] = Supervisor,
        ["bin/init"] = $"init of {version}",
    };

    async Task PartitionAsync(string name, string type, string label, int size, Dictionary<string, string> files)
    {
        using var tree = new TemporaryFolder();
        foreach (var (path, content) in files) tree.Write(path, content);
        await using (var file = File.Create(Image(name))) file.SetLength((long)size << 20);
        await Bench.RunAsync($"mkfs.{type}", "-q", "-F", "-m", "0", "-L", label, "-d", tree.Path, Image(name));
    }

    async Task DataAsync(Dictionary<string, string> files)
    {
        using var tree = new TemporaryFolder();
        foreach (var (path, content) in files) tree.Write(path, content);
        await using (var file = File.Create(Image("data"))) file.SetLength(256L << 20);
        await Bench.RunAsync("mkfs.btrfs", "-q", "-f", "-L", "resin-data", "--rootdir", tree.Path, Image("data"));
    }
}
