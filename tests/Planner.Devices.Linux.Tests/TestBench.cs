using System.Diagnostics;
using Planner.Devices.Contract;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Tests;

/// <summary>Benches with the contract's layout and content, each in a temporary folder of its own. Their images are made once and copied.</summary>
public sealed class TestBench
{
    static readonly Lazy<string> Template = new(MakeTemplate);
    static readonly List<string> Folders = [];

    TestBench(string folder) => Folder = folder;

    /// <summary>The bench's folder.</summary>
    public string Folder { get; }

    /// <summary>A folder with fresh images and a running service.</summary>
    public static TestBench Make()
    {
        var folder = Directory.CreateTempSubdirectory("planner-bench-").FullName;
        lock (Folders) Folders.Add(folder);
        Run("cp", "--sparse=always", "-a", $"{Template.Value}/.", folder);
        return new TestBench(folder);
    }

    /// <summary>The device file, which names every image of the layout.</summary>
    public static DeviceFile File(string board) => new()
    {
        Name = "bench",
        Layout = ContractLayout.Layout.Id,
        Board = board,
        Bench = new BenchSpec(
            ContractLayout.Layout.Partitions.Keys.ToDictionary(name => name, name => $"{name}.img"),
            "A",
            new Dictionary<string, ServiceCommands> { ["supervisor"] = new("touch supervisor.runs", "rm -f supervisor.runs", "test -e supervisor.runs") },
            null)
        {
            Programs = new Dictionary<string, string> { ["mark"] = "sh ./mark", ["stumble"] = "echo stumbled; exit 3 #" },
        },
    };

    const string Mark = """
        #!/bin/sh
        set -eu
        settings=$PLANNER_PARTITION_boot/config.json
        case "${1-}" in
        --probe) grep -q marked "$settings" ;;
        --undo) if [ -e former ]; then cp former "$settings"; fi ;;
        *)
          [ -e former ] || cp "$settings" former
          echo marked > "$settings"
          ;;
        esac
        """;

    /// <summary>The bench as a device.</summary>
    public Task<LinuxDevice> OpenAsync(string board = ContractLayout.Grub) => OpenAsync(File(board));

    /// <summary>As above, by another device file.</summary>
    public Task<LinuxDevice> OpenAsync(DeviceFile file) => OpenAsync(file, NoEngine.Make);

    /// <summary>As above, with ports of images and engine.</summary>
    public Task<LinuxDevice> OpenAsync(DeviceFile file, EnginePortsMaker engine) => LinuxDevice.OpenBenchAsync(ContractLayout.Layout, file, Folder, engine, default);

    /// <summary>The bench as a device whose partitions lie in one disk image, made by sfdisk and filled with the partitions' images.</summary>
    public Task<LinuxDevice> OpenDiskAsync(Layout layout, string board = ContractLayout.Grub)
    {
        var file = File(board);
        return LinuxDevice.OpenBenchAsync(layout, file with { Bench = file.Bench! with { Images = new Dictionary<string, string>(), Disk = MakeDisk() } }, Folder, NoEngine.Make, default);
    }

    /// <summary>Puts the partitions' images into one disk image in their places and takes them away.</summary>
    public string MakeDisk()
    {
        var disk = Path.Join(Folder, "disk.img");
        using (var image = System.IO.File.Create(disk)) image.SetLength(ContractDisk.Size);
        var script = string.Join('\n', ["label: dos", "label-id: 0x5ca1ab1e", .. ContractDisk.Layout.Partitions.Values.Select(partition =>
            $"{(partition.Number == 5 ? "4 : start=52MiB, type=5\n" : "")}{partition.Number} : start={partition.Start! / 512}{(partition.Size is { } size ? $", size={size / 512}" : "")}")]);
        System.IO.File.WriteAllText(disk + ".sfdisk", script + "\n");
        Run("sh", "-c", $"sfdisk -q {disk} < {disk}.sfdisk");
        foreach (var (name, partition) in ContractDisk.Layout.Partitions)
        {
            Run("dd", $"if={Path.Join(Folder, name)}.img", $"of={disk}", "bs=1M", $"seek={partition.Start! >> 20}", "conv=notrunc,sparse", "status=none");
            System.IO.File.Delete(Path.Join(Folder, $"{name}.img"));
        }

        return "disk.img";
    }

    /// <summary>The image files of this bench that are loop devices now, whoever made them.</summary>
    public IEnumerable<string> Loops() =>
        Run("losetup", "-n", "-l", "-O", "BACK-FILE").Split('\n').Select(line => line.Trim()).Where(file => file.StartsWith(Folder, StringComparison.Ordinal));

    /// <summary>Runs a program that must succeed and gives its output.</summary>
    public static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}");
    }

    internal static void RemoveAll()
    {
        lock (Folders)
        {
            foreach (var folder in Folders) Directory.Delete(folder, recursive: true);
            Folders.Clear();
        }
    }

    internal static void RemoveTemplate()
    {
        if (Template.IsValueCreated) Directory.Delete(Template.Value, recursive: true);
    }

    static string MakeTemplate()
    {
        var folder = Directory.CreateTempSubdirectory("planner-template-").FullName;
        foreach (var (name, partition) in ContractLayout.Layout.Partitions)
        {
            var tree = Directory.CreateDirectory(Path.Join(folder, $"{name}.tree")).FullName;
            TestTree.Write(ContractContent.Partitions[name], tree);
            var image = Path.Join(folder, $"{name}.img");
            using (var file = System.IO.File.Create(image)) file.SetLength(partition.Size!.Value);
            Run("mkfs.ext4", "-q", "-F", "-m", "0", "-L", partition.Label, "-d", tree, image);
            Directory.Delete(tree, recursive: true);
        }

        System.IO.File.WriteAllText(Path.Join(folder, "supervisor.runs"), "");
        System.IO.File.WriteAllText(Path.Join(folder, "mark"), Mark);
        return folder;
    }
}
