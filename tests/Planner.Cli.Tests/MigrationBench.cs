using System.Globalization;
using Planner.Testing;

namespace Planner.Cli.Tests;

/// <summary>A whole disk as resinOS 1.x has it, by the real tools: a table of sfdisk's, ext3 roots, data on btrfs; boot is ext4 for kernels without vfat. What is on it afterwards is read by mount and e2fsprogs, and not by Planner.</summary>
public sealed class MigrationBench : IDisposable
{
    /// <summary>The plan that is shipped for it.</summary>
    public const string Plan = "plans/resinos-1.x-to-2.x/1.0.0.yaml";

    /// <summary>The version that it is updated to.</summary>
    public const string Target = "2.3.0+rev1";

    const long Mi = 1 << 20;

    // Where 1.x has its partitions, in MiB: number, name, start, size.
    static readonly (int Number, string Name, int Start, int Size)[] Former = [(1, "boot", 4, 40), (2, "root", 44, 176), (3, "updt", 220, 176), (5, "conf", 400, 20), (6, "data", 424, 0)];

    readonly TemporaryFolder folder;

    MigrationBench(TemporaryFolder folder) => this.folder = folder;

    /// <summary>Its folder.</summary>
    public string Folder => folder.Path;

    /// <summary>Its device file.</summary>
    public string Device => Path.Join(Folder, "device.yaml");

    /// <summary>The image file of the disk.</summary>
    public string Disk => Path.Join(Folder, "disk.img");

    /// <summary>The image's tree, as its layers say it.</summary>
    public static IReadOnlyDictionary<string, string> NewOs { get; } = OsFiles(Target);

    static Dictionary<string, string> OsFiles(string version) => new()
    {
        ["etc/os-release"] = $"ID=\"resin-os\"\nVERSION=\"{version}\"\nVARIANT_ID=\"prod\"\n",
        ["etc/resin-supervisor/supervisor.conf"] = "SUPERVISOR_IMAGE=resin/armv7hf-supervisor\nSUPERVISOR_TAG=v6.1.3\n",
        ["etc/docker/daemon.json"] = "{}",
        ["bin/init"] = $"init of {version}",
        ["bin/busybox"] = "busybox",
    };

    /// <summary>Makes one.</summary>
    /// <param name="dataSize">MiB of the data partition.</param>
    /// <param name="ballast">MiB of the user's data that can not be packed smaller.</param>
    /// <param name="version">The version of the OS on its main root, as a device of that version has it.</param>
    public static async Task<MigrationBench> MakeAsync(int dataSize = 600, int ballast = 1, string version = "1.30.1")
    {
        Assert.That(Environment.IsPrivilegedProcess, Is.True, "these tests mount file systems: run them as root");
        var bench = new MigrationBench(new TemporaryFolder());
        await bench.DivideAsync(424 + dataSize);
        const string wifi = @"[service_home_wifi]\nType = wifi\nName = Warehouse 7\nPassphrase = tulip-of-the-wifi\n";
        var config = $$$"""{"deviceType":"raspberrypi3","uuid":"0f1e2d3c4b5a","apiKey":"tulip-of-the-device","files":{"network/network.config":"{{{wifi}}}"}}""";
        var boot = new Dictionary<string, string>
        {
            ["cmdline.txt"] = "console=tty1 root=/dev/mmcblk0p2 rootwait\n",
            ["kernel7.img"] = "old kernel",
            ["config.txt"] = "gpu_mem=64\n",
            ["splash/resin-logo.png"] = "the owner's own logo",
        };
        boot["resin-boot.fingerprint"] = EarlyBench.Fingerprint(boot);
        await bench.FillAsync("boot", "mkfs.ext4", "resin-boot", 40, boot);
        var os = new Dictionary<string, string>
        {
            ["etc/os-release"] = $"ID=\"resin-os\"\nVERSION=\"{version}\"\n",
            ["etc/supervisor.conf"] = "SUPERVISOR_IMAGE=resin/armv7hf-supervisor\nSUPERVISOR_TAG=v2.8.3\n",
            ["etc/machine-id"] = "0f1e2d3c\n",
            ["etc/hostname"] = "0f1e2d3\n",
            ["etc/dropbear/dropbear_rsa_host_key"] = "tulip-of-the-host",
            ["bin/init"] = $"init of {version}",
        };
        os["resin-root.fingerprint"] = EarlyBench.Fingerprint(os);
        await bench.FillAsync("root", "mkfs.ext3", "resin-root", 176, os);
        await bench.FillAsync("conf", "mkfs.ext4", "resin-conf", 20, new() { ["config.json"] = config });
        await bench.DataAsync(dataSize, ballast);
        bench.folder.Write("supervisor-runs", "");
        bench.folder.Write("engine-runs", "");
        bench.folder.Write("mounts-run", "");
        bench.folder.Write("device.yaml", """
            device: bench
            language: 1
            layout: resinos-1.x@1.0.0
            board: raspberrypi3
            partitions: { boot: { type: ext4 } }
            disk: disk.img
            running: main
            commands:
              supervisor: { start: touch supervisor-runs, stop: rm -f supervisor-runs, status: test -e supervisor-runs }
              engine: { start: touch engine-runs, stop: rm -f engine-runs, status: test -e engine-runs }
              mounts: { start: touch mounts-run, stop: rm -f mounts-run, status: test -e mounts-run }
            engine: { status: "true" }

            """);
        return bench;
    }

    /// <summary>Makes the image of an OS of 2.x in a folder; its tag is that of <see cref="Bench"/>.</summary>
    public static string Image(string folder, string version = Target)
    {
        var layer = new LayerBuilder();
        foreach (var path in new[] { "etc", "etc/resin-supervisor", "etc/docker", "bin", "quirks", "quirks/etc", "resin-boot" }) layer.Folder(path);
        foreach (var (path, content) in OsFiles(version)) layer.File(path, content, path.StartsWith("bin/", StringComparison.Ordinal) ? 0x1ED : 0x1A4);
        layer.HardLink("bin/ash", "bin/busybox").Link("bin/sh", "busybox").File("quirks/etc/hosts", "127.0.0.1 localhost\n");
        layer.File("resin-boot/cmdline.txt", "root=/dev/nowhere\n").File("resin-boot/kernel7.img", "new kernel").File("resin-boot/config.txt", "gpu_mem=16\n").File("resin-boot/new.dtb", "new");
        new OciFolderBuilder(folder).Add(Bench.Tag, "arm/v7", Packing.Gzip, layer);
        return folder;
    }

    /// <summary>A copy of it, in memory where there is such a folder.</summary>
    public async Task<MigrationBench> CopyAsync()
    {
        var copy = new MigrationBench(new TemporaryFolder(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath()));
        await Bench.RunAsync("cp", "-a", "--sparse=always", $"{Folder}/.", copy.Folder);
        return copy;
    }

    /// <summary>The command line of the shipped plan on it.</summary>
    public string[] Update(string image) => ["run", Plan, "--device", Device, "--to", Target, "--set", $"image={image}"];

    /// <summary>Runs the shipped plan on it.</summary>
    public Task<Result> UpdateAsync(string image) => PlannerProgram.RunAsync(Update(image));

    /// <summary>The table as sfdisk tells it: number, start and size in MiB of every partition; -1 for the size of the last one.</summary>
    public async Task<IReadOnlyList<(int Number, long Start, long Size)>> TableAsync()
    {
        var lines = (await Bench.RunAsync("sfdisk", "-q", "-l", "-o", "Device,Start,Sectors", Disk)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1);
        return [.. lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(words => (
            int.Parse(words[0][Disk.Length..], CultureInfo.InvariantCulture), long.Parse(words[1], CultureInfo.InvariantCulture) * 512 / Mi, long.Parse(words[2], CultureInfo.InvariantCulture) * 512 / Mi))];
    }

    /// <summary>What a partition's file system is called and of which type, as blkid tells it: <c>resin-data ext4</c>.</summary>
    public async Task<string> FileSystemAsync(int number)
    {
        var place = (await PlacesAsync())[number];
        async Task<string> AskAsync(string what) => (await Bench.RunAsync("blkid", "-p", "-O", $"{place.Start}", "-S", $"{place.Size}", "-s", what, "-o", "value", Disk)).Trim();
        return $"{await AskAsync("LABEL")} {await AskAsync("TYPE")}";
    }

    /// <summary>Checks a partition's file system, changing nothing; fails when it is not clean.</summary>
    public async Task CheckAsync(int number)
    {
        var place = (await PlacesAsync())[number];
        using var copy = new TemporaryFolder();
        var part = Path.Join(copy.Path, "part.img");
        await Bench.RunAsync("dd", $"if={Disk}", $"of={part}", "bs=1M", $"skip={place.Start / Mi}", $"count={place.Size / Mi}", "conv=sparse", "status=none");
        await Bench.RunAsync("e2fsck", "-f", "-n", part);
    }

    /// <summary>Everything in a folder of a partition, as find, getfattr and sha256sum tell it: kind, mode, owner, time of files, target, names in common, attributes, content.</summary>
    public async Task<string> ListAsync(int number, string path = "/", bool withTimes = true)
    {
        var place = (await PlacesAsync())[number];
        using var point = new TemporaryFolder();
        var script = $"""
            set -e
            mount -o ro,loop,offset={place.Start},sizelimit={place.Size} "$1" "$2"
            cd "$2{path}"
            find . -not -name lost+found \( -type d -printf '%P %y %m %U:%G\n' -o -type f -printf '%P %y %m %U:%G %s{(withTimes ? " %T@" : "")} %n\n' -o -printf '%P %y %U:%G %l\n' \) | LC_ALL=C sort
            find . -print0 | LC_ALL=C sort -z | xargs -0 getfattr -h -d -m - -e hex 2>/dev/null | grep -v '^$' || true
            find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum
            """;
        return await Bench.RunAsync("unshare", "--mount", "sh", "-c", script, "sh", Disk, point.Path);
    }

    /// <summary>A small file's text on a partition.</summary>
    public async Task<string> TextAsync(int number, string path) => await Bench.RunAsync("debugfs", "-R", $"cat {path}", $"{Disk}?offset={(await PlacesAsync())[number].Start}");

    /// <summary>The digest of the whole disk.</summary>
    public Task<string> DigestAsync() => Bench.RunAsync("sha256sum", Disk);

    public void Dispose() => folder.Dispose();

    async Task<Dictionary<int, (long Start, long Size)>> PlacesAsync() => (await TableAsync()).ToDictionary(entry => entry.Number, entry => (entry.Start * Mi, entry.Size * Mi));

    async Task DivideAsync(int end)
    {
        await using (var file = File.Create(Disk)) file.SetLength(end * Mi);
        var script = "label: dos\nlabel-id: 0x1ea51e05\n" + string.Concat(Former.Select(part => $"{part.Number} : start={part.Start}MiB, {(part.Size > 0 ? $"size={part.Size}MiB, " : "")}type={(part.Number == 1 ? "c" : "83")}\n")).Replace("5 :", "4 : start=396MiB, type=5\n5 :", StringComparison.Ordinal);
        await Bench.RunAsync("sh", "-c", $"sfdisk -q {Disk} < {folder.Write("disk.sfdisk", script)}");
    }

    async Task FillAsync(string name, string maker, string label, int size, Dictionary<string, string> files)
    {
        using var tree = new TemporaryFolder();
        foreach (var (path, content) in files) tree.Write(path, content);
        var image = Path.Join(Folder, $"{name}.img");
        await using (var file = File.Create(image)) file.SetLength(size * Mi);
        await Bench.RunAsync(maker, "-q", "-F", "-m", "0", "-L", label, "-d", tree.Path, image);
        await PutAsync(name, image);
    }

    async Task DataAsync(int size, int ballast)
    {
        using var tree = new TemporaryFolder();
        tree.Write("resin-data/1234/readings.csv", "2017-11-24T00:00:00Z,21.4\n");
        tree.Write("resin-data/1234/Gäste/öffnen", "x");
        await Bench.RunAsync("sh", "-ec", $"""
            cd {tree.Path}/resin-data/1234
            head -c {ballast}M /dev/urandom > ballast.bin
            ln readings.csv same.csv
            ln -s ../1234/readings.csv link
            truncate -s 3M holes.db
            printf end >> holes.db
            mkfifo pipe
            chown 1000:1000 ballast.bin
            chown -h 1000:50 link
            chmod 4750 Gäste/öffnen
            chmod 1777 Gäste
            setfattr -n user.note -v tulip readings.csv
            setcap cap_net_raw+ep ballast.bin
            """);
        var image = Path.Join(Folder, "data.img");
        await using (var file = File.Create(image)) file.SetLength(size * Mi);
        await Bench.RunAsync("mkfs.btrfs", "-q", "-f", "-L", "resin-data", "--rootdir", tree.Path, image);
        await PutAsync("data", image);
    }

    async Task PutAsync(string name, string image)
    {
        await Bench.RunAsync("dd", $"if={image}", $"of={Disk}", "bs=1M", $"seek={Former.First(part => part.Name == name).Start}", "conv=notrunc,sparse", "status=none");
        File.Delete(image);
    }
}
