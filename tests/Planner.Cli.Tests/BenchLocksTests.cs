namespace Planner.Cli.Tests;

/// <summary>A bench on which an application holds an update lock.</summary>
public sealed class BenchLocksTests
{
    const string Lock = "tmp/resin-supervisor/1234/resin-updates.lock";

    [Test]
    public async Task A_lock_that_is_not_let_go_in_time_undoes_everything()
    {
        using var bench = await LockedAsync();
        var (image, before) = (bench.Image(), await bench.EverythingAsync());
        var result = await PlannerProgram.RunAsync(bench.Update(bench.PlanWith("- reboot\n", "- reboot: { wait-for-locks: 1s }\n"), image, "2.3.0+rev1", []));
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(result.Output, Does.Contain($"applications still hold update locks after 1s: /{Lock}"));
        Assert.That(await bench.EverythingAsync(), Is.EqualTo(before));
        Assert.That(File.Exists(Path.Join(bench.Folder, Lock)), "the lock is the application's");
    }

    [Test]
    public async Task The_user_may_boot_it_all_the_same()
    {
        using var bench = await LockedAsync();
        var result = await bench.UpdateAsync(bench.Image(), "2.3.0+rev1", "--ignore-locks");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Messages, Does.Contain($"as it was asked to: /{Lock}"));
    }

    static async Task<Bench> LockedAsync()
    {
        var bench = await Bench.MakeAsync();
        var file = Path.Join(bench.Folder, Lock);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, "");
        return bench;
    }
}
