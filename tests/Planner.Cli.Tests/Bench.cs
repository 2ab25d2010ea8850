using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Planner.Testing;

namespace Planner.Cli.Tests;

/// <summary>A device of image files, laid out as resinOS 2.x, with an old OS on slot A. Its engine counts as working unless the file <c>engine-is-down</c> is there.</summary>
public sealed class Bench : IDisposable
{
    const string Shipped = "plans/resinos-2.x-to-2.x/1.0.0.yaml";
    const string Supervisor = "SUPERVISOR_IMAGE=resin/amd64-supervisor\nSUPERVISOR_TAG=v6.1.2\n";

    readonly TemporaryFolder folder = new();
    readonly Dictionary<string, long> places = [];

    Bench()
    {
    }

    /// <summary>Its folder.</summary>
    public string Folder => folder.Path;

    /// <summary>Its device file.</summary>
    public string Device => Path.Join(Folder, "device.yaml");

    /// <summary>The tag of every image that it makes.</summary>
    public const string Tag = "os";

    /// <summary>The image that was made last.</summary>
    public OciFolderBuilder LastImage { get; private set; } = null!;

    /// <summary>From now on its supervisor does not start on slot B.</summary>
    public void BreakSupervisor() => folder.Write("supervisor-is-broken", "");

    /// <summary>Whether its supervisor runs.</summary>
    public bool SupervisorRuns => File.Exists(Path.Join(Folder, "supervisor-runs"));

    /// <summary>Whether its engine counts as working.</summary>
    public bool EngineIsDown
    {
        set
        {
            if (value) folder.Write("engine-is-down", "");
            else File.Delete(Path.Join(Folder, "engine-is-down"));
        }
    }

    /// <summary>Makes one.</summary>
    /// <param name="version">The OS that runs.</param>
    /// <param name="type">What the device says that it is.</param>
    /// <param name="next">What the boot variable says: 2 for slot A, 3 for slot B.</param>
    /// <param name="spare">MiB of slot B.</param>
    /// <param name="boot">MiB of the boot partition.</param>
    /// <param name="data">MiB of the data partition.</param>
    /// <param name="oneSlot">Whether both slots are one image file, by two names.</param>
    /// <param name="engine">Its engine, as the device file says it.</param>
    /// <param name="oneDisk">Whether its partitions lie in one disk image with a partition table.</param>
    public static async Task<Bench> MakeAsync(
        string version = "2.2.0+rev1", string type = "intel-nuc", string next = "2", int spare = 24, int boot = 16, int data = 64, bool oneSlot = false, string engine = "{ status: test ! -e engine-is-down }", bool oneDisk = false)
    {
        Assert.That(Environment.IsPrivilegedProcess, Is.True, "these tests mount file systems: run them as root");
        var bench = new Bench();
        await bench.PartitionAsync("boot", "resin-boot", boot, BootFiles(version, type, next));
        await bench.PartitionAsync("rootA", "resin-rootA", 24, OsFiles(version));
        await bench.PartitionAsync("rootB", "resin-rootB", spare, []);
        await bench.PartitionAsync("state", "resin-state", 8, new() { ["root-overlay/etc/hostname"] = "0f1e2d3\n" });
        await bench.PartitionAsync("data", "resin-data", data, new() { ["resin-data/1234/readings.csv"] = "2018-06-01T00:00:00Z,21.4\n" });
        if (oneSlot) await RunAsync("ln", "-f", Path.Join(bench.Folder, "rootA.img"), Path.Join(bench.Folder, "rootB.img"));
        if (oneDisk) await bench.JoinAsync();
        bench.folder.Write("supervisor-runs", "");
        bench.folder.Write("device.yaml", $$"""
            device: bench
            language: 1
            layout: resinos-2.x@1.0.0
            board: intel-nuc
            partitions: { boot: { type: ext4 } }
            {{(oneDisk ? "disk: disk.img" : "images: { boot: boot.img, rootA: rootA.img, rootB: rootB.img, state: state.img, data: data.img }")}}
            running: A
            commands:
              supervisor: { start: "test -e supervisor-is-broken && grep -q B .bench-state.json || touch supervisor-runs", stop: rm -f supervisor-runs, status: test -e supervisor-runs }
            engine: {{engine}}

            """);
        return bench;
    }

    /// <summary>Makes an OS image in its folder and gives its reference.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="architecture">What it is for.</param>
    /// <param name="ballast">MiB that it has more for the slot.</param>
    /// <param name="loader">MiB that it has more for the boot partition.</param>
    /// <param name="crumbs">Files of a byte that it has more for the slot: each takes a block there.</param>
    /// <param name="supervisor">The supervisor that it brings.</param>
    public string Image(string version = "2.3.0+rev1", string architecture = "amd64", int ballast = 0, int loader = 0, int crumbs = 0, string supervisor = Supervisor)
    {
        var lower = new LayerBuilder().Folder("etc").Folder("etc/resin-supervisor").Folder("bin").Folder("resin-boot").Folder("resin-boot/splash").Folder("quirks").Folder("quirks/etc");
        foreach (var (path, content) in OsFiles(version, supervisor)) lower.File(path, content);
        lower.File("bin/busybox", "busybox", 0x9ED).HardLink("bin/ash", "bin/busybox").Link("bin/sh", "busybox");
        lower.File("etc/gone.conf", "gone").File("quirks/etc/hosts", "127.0.0.1 intel-nuc\n").File("resin-boot/image-version-info", version).File("resin-boot/splash/resin-logo.png", $"logo of {version}").File("resin-boot/new.efi", "new loader");
        if (loader > 0) lower.File("resin-boot/loader.efi", new string('x', loader << 20));
        if (ballast > 0) lower.File("bin/ballast", new string('x', ballast << 20));
        for (var crumb = 0; crumb < crumbs; crumb++) lower.File($"bin/crumb-{crumb}", "x");
        var upper = new LayerBuilder().Whiteout("etc/gone.conf").File("etc/added.conf", "added");
        LastImage = new OciFolderBuilder(Path.Join(Folder, $"os-{version}"));
        LastImage.Add(Tag, architecture, Packing.Gzip, lower, upper);
        return $"oci:os-{version}";
    }

    /// <summary>Runs the shipped plan on it.</summary>
    public Task<Result> UpdateAsync(string image, string to = "2.3.0+rev1", params string[] more) => PlannerProgram.RunAsync(Update(image, to, more));

    /// <summary>The command line of the shipped plan on it.</summary>
    public string[] Update(string image, string to = "2.3.0+rev1", params string[] more) => Update(Shipped, image, to, more);

    /// <summary>The shipped plan with some words changed, as a file in its folder.</summary>
    public string PlanWith(string words, string others) => PlanWith(plan =>
    {
        Assert.That(plan, Does.Contain(words));
        return plan.Replace(words, others, StringComparison.Ordinal);
    });

    /// <summary>The shipped plan, changed, as a file in its folder.</summary>
    public string PlanWith(Func<string, string> change)
    {
        folder.Write("plans/layouts/resinos-2.x/1.0.0.yaml", File.ReadAllText(Path.Join(PlannerProgram.Repository, "plans/layouts/resinos-2.x/1.0.0.yaml")));
        return folder.Write(Shipped, change(File.ReadAllText(Path.Join(PlannerProgram.Repository, Shipped))));
    }

    /// <summary>The command line of a plan on it.</summary>
    public string[] Update(string plan, string image, string to, string[] more) =>
        ["run", plan, "--device", Device, "--to", to, "--set", $"image={image}", .. more];

    /// <summary>What is on a partition, read by debugfs and not by Planner: mode, kind and content by path. Lost+found is left out.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(string partition, string path = "/")
    {
        using var copy = new TemporaryFolder();
        await RunAsync("debugfs", "-R", $"rdump {path} {copy.Path}", ImageOf(partition));
        return Directory.EnumerateFileSystemEntries(copy.Path, "*", SearchOption.AllDirectories).Where(entry => !entry.EndsWith("/lost+found", StringComparison.Ordinal))
            .ToDictionary(entry => Path.GetRelativePath(copy.Path, entry), Describe);
    }

    /// <summary>A small file's text on a partition.</summary>
    public Task<string> TextAsync(string partition, string path) => RunAsync("debugfs", "-R", $"cat {path}", ImageOf(partition));

    /// <summary>Changes a partition by commands of debugfs, and not by Planner.</summary>
    public static async Task DebugAsync(Bench bench, string partition, params string[] commands)
    {
        foreach (var command in commands) await RunAsync("debugfs", "-w", "-R", command, bench.ImageOf(partition));
    }

    /// <summary>What debugfs says of a file.</summary>
    public Task<string> StatAsync(string partition, string path) => RunAsync("debugfs", "-R", $"stat {path}", ImageOf(partition));

    /// <summary>Everything that an update which did not happen must leave alone: the active slot, the boot partition with its variables, the user's data, and the supervisor's state.</summary>
    public async Task<string> EverythingAsync()
    {
        var text = new StringBuilder($"supervisor runs: {SupervisorRuns}\n");
        foreach (var (partition, path) in new[] { ("rootA", "/"), ("boot", "/"), ("data", "/resin-data"), ("state", "/root-overlay") })
            foreach (var (name, content) in (await ReadAsync(partition, path)).OrderBy(entry => entry.Key, StringComparer.Ordinal)) text.Append($"{partition} {name}: {content}\n");
        return text.ToString();
    }

    public void Dispose() => folder.Dispose();

    static Dictionary<string, string> OsFiles(string version, string supervisor = Supervisor) => new()
    {
        ["etc/os-release"] = $"ID=\"resin-os\"\nVERSION=\"{version}\"\nVARIANT_ID=\"prod\"\n",
        ["etc/resin-supervisor/supervisor.conf"] = supervisor,
        ["bin/init"] = $"init of {version}",
    };

    static Dictionary<string, string> BootFiles(string version, string type, string next)
    {
        var variables = $"# GRUB Environment Block\nresin_root_part={next}\nupgrade_available=0\nbootcount=0\n";
        return new()
        {
            ["grubenv"] = variables.PadRight(1024, '#'),
            ["config.json"] = $$"""{"deviceType":"{{type}}","uuid":"0f1e2d3c4b5a","apiKey":"tulip-of-the-device"}""",
            ["image-version-info"] = version,
            ["splash/resin-logo.png"] = "the owner's own logo",
            ["system-connections/office"] = "[wifi]\nssid=Warehouse 7\n[wifi-security]\nkey-mgmt=wpa-psk\npsk=tulip-of-the-wifi\n",
        };
    }

    /// <summary>Puts the images of the partitions into one disk image in the places that 2.x has, by a table of sfdisk's making.</summary>
    async Task JoinAsync()
    {
        const long mi = 1 << 20;
        var (script, at) = ("label: dos\n", 4 * mi);
        foreach (var (name, number) in new[] { ("boot", 1), ("rootA", 2), ("rootB", 3), ("state", 5), ("data", 6) })
        {
            if (number == 5) script += $"4 : start={at / 512}, type=5\n";
            if (number >= 5) at += 4 * mi;
            places[name] = at;
            var size = new FileInfo(Path.Join(Folder, $"{name}.img")).Length;
            script += $"{number} : start={at / 512}, size={size / 512}\n";
            at += size;
        }

        var disk = Path.Join(Folder, "disk.img");
        await using (var file = File.Create(disk)) file.SetLength(at);
        await RunAsync("sh", "-c", $"sfdisk -q {disk} < {folder.Write("disk.sfdisk", script)}");
        foreach (var (name, place) in places)
        {
            await RunAsync("dd", $"if={Path.Join(Folder, $"{name}.img")}", $"of={disk}", "bs=1M", $"seek={place / mi}", "conv=notrunc,sparse", "status=none");
            File.Delete(Path.Join(Folder, $"{name}.img"));
        }
    }

    // As e2fsprogs take a part of a file.
    string ImageOf(string partition) => places.TryGetValue(partition, out var place) ? $"{Path.Join(Folder, "disk.img")}?offset={place}" : Path.Join(Folder, $"{partition}.img");

    async Task PartitionAsync(string name, string label, int size, Dictionary<string, string> files)
    {
        using var tree = new TemporaryFolder();
        foreach (var (path, content) in files) tree.Write(path, content);
        var image = Path.Join(Folder, $"{name}.img");
        await using (var file = File.Create(image)) file.SetLength((long)size << 20);
        await RunAsync("mkfs.ext4", "-q", "-F", "-m", "0", "-L", label, "-d", tree.Path, image);
    }

    internal static string Describe(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is { } target) return $"link to {target}";
        var mode = Convert.ToString((int)file.UnixFileMode, 8);
        return Directory.Exists(path) ? $"folder {mode}" : $"file {mode} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}";
    }

    internal static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var messages = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await messages}");
    }
}
