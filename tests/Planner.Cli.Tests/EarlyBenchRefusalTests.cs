using System.Security.Cryptography;

namespace Planner.Cli.Tests;

/// <summary>A device of resinOS 1.x on which somebody has changed the OS is left as it is.</summary>
public sealed class EarlyBenchRefusalTests
{
    [TestCase("root", "rm /bin/init", "/bin/init (deleted)")]
    [TestCase("root", "write {0} /bin/mine", "/bin/mine (added)")]
    [TestCase("root", "rm /etc/os-release;write {0} /etc/os-release", "/etc/os-release (modified)")]
    [TestCase("boot", "write {0} /overlay.dtb", "/overlay.dtb (added)")]
    [TestCase("boot", "rm /kernel;write {0} /kernel", "/kernel (modified)")]
    public async Task Names_the_file_and_changes_no_bit(string partition, string commands, string named)
    {
        using var bench = await EarlyBench.MakeAsync("raspberrypi3", "cmdline.txt", "root=/dev/mmcblk0p2 rootwait\n");
        var image = bench.Image("1.26.1", "cmdline.txt");
        var mine = Path.Join(bench.Folder, "mine");
        await File.WriteAllTextAsync(mine, "ID=\"resin-os\"\nVERSION=\"1.24.1\"\nMINE=1\n");
        foreach (var command in commands.Split(';')) await Bench.RunAsync("debugfs", "-w", "-R", string.Format(null, command, mine), Path.Join(bench.Folder, $"{partition}.img"));
        var before = await DigestsAsync(bench);
        var result = await bench.UpdateAsync(image, "1.26.1");
        Assert.That(result.ExitCode, Is.EqualTo(4), result.ToString());
        Assert.That(result.Messages + result.Output, Does.Contain($"in 1 file: {named}"));
        Assert.That(await DigestsAsync(bench), Is.EqualTo(before));
        Assert.That(bench.SupervisorRuns, Is.True);
    }

    static async Task<IReadOnlyDictionary<string, string>> DigestsAsync(EarlyBench bench)
    {
        var digests = new Dictionary<string, string>();
        foreach (var file in Directory.EnumerateFiles(bench.Folder, "*.img"))
        {
            await using var content = File.OpenRead(file);
            digests[Path.GetFileName(file)] = Convert.ToHexStringLower(await SHA256.HashDataAsync(content));
        }

        return digests;
    }
}
