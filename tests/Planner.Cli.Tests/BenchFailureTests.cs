namespace Planner.Cli.Tests;

/// <summary>Runs that begin on a bench and fail: each leaves the active slot, the boot partition, the user's data and the services as they were.</summary>
public sealed class BenchFailureTests
{
    [Test]
    public async Task A_spare_slot_that_runs_full_during_the_export_undoes_everything()
    {
        // As many files as the small slot has no inodes for: their sizes alone would fit.
        using var bench = await Bench.MakeAsync();
        var (image, before) = (bench.Image(crumbs: 9000), await bench.EverythingAsync());
        var result = await bench.UpdateAsync(image);
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(result.Output, Does.Contain("step 5 export failed").And.Contain("ENOSPC"));
        Assert.That(await bench.EverythingAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task A_layer_that_was_damaged_in_its_folder_is_not_authentic()
    {
        using var bench = await Bench.MakeAsync();
        var (image, before) = (bench.Image(), await bench.EverythingAsync());
        var blob = bench.LastImage.BlobPath(bench.LastImage.LayersOf(bench.LastImage.DigestOf(Bench.Tag)!)[0]);
        var bytes = await File.ReadAllBytesAsync(blob);
        bytes[^20] ^= 1;
        await File.WriteAllBytesAsync(blob, bytes);
        var result = await bench.UpdateAsync(image);
        Assert.That(result.ExitCode, Is.EqualTo(7), result.ToString());
        Assert.That(await bench.EverythingAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task A_new_os_that_is_not_healthy_is_left_for_the_old_one()
    {
        using var bench = await Bench.MakeAsync();
        var (image, before) = (bench.Image(), await bench.EverythingAsync());
        bench.BreakSupervisor();
        var result = await PlannerProgram.RunAsync(bench.Update(bench.PlanWith("within: 15m", "within: 2s"), image, "2.3.0+rev1", []));
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(result.Output, Does.Contain("step 13 check failed: supervisor.running is false, must be true"));
        Assert.That(await bench.EverythingAsync(), Is.EqualTo(before));
        Assert.That((await PlannerProgram.RunAsync("facts", "--device", bench.Device)).Output, Does.Match("os.version +2.2.0"));
    }
}
