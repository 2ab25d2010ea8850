namespace Planner.Cli.Tests;

/// <summary>Updates that may not begin. Each leaves everything as it was.</summary>
public sealed class BenchRefusalTests
{
    [Test]
    public async Task Refuses_a_device_type_that_the_plan_is_not_for()
    {
        using var bench = await Bench.MakeAsync(type: "jetson-tx2");
        await RefusesAsync(bench, bench.Image(), "2.3.0+rev1", 4, "device.type is jetson-tx2");
    }

    [Test]
    public async Task Refuses_a_target_that_is_older_than_what_runs()
    {
        using var bench = await Bench.MakeAsync(version: "2.4.0+rev1");
        await RefusesAsync(bench, bench.Image(), "2.3.0+rev1", 4, "target.version is 2.3.0+rev1");
    }

    [Test]
    public async Task Has_nothing_to_do_when_the_target_runs_already()
    {
        using var bench = await Bench.MakeAsync(version: "2.3.0+rev1");
        await RefusesAsync(bench, bench.Image(), "2.3.0+rev1", 0, "current: the device runs 2.3.0+rev1 already");
    }

    [Test]
    public async Task Refuses_an_image_that_is_not_there()
    {
        using var bench = await Bench.MakeAsync();
        await RefusesAsync(bench, "oci:nothing", "2.3.0+rev1", 4, "oci:nothing");
    }

    [Test]
    public async Task Refuses_an_image_for_another_architecture()
    {
        using var bench = await Bench.MakeAsync();
        await RefusesAsync(bench, bench.Image(architecture: "arm64"), "2.3.0+rev1", 4, "arm64");
    }

    [Test]
    public async Task Refuses_a_spare_slot_that_is_too_small()
    {
        using var bench = await Bench.MakeAsync(spare: 4);
        await RefusesAsync(bench, bench.Image(ballast: 6), "2.3.0+rev1", 4, "partition.spare.size is 4 MiB");
    }

    [Test]
    public async Task Refuses_while_an_update_waits_for_its_reboot()
    {
        using var bench = await Bench.MakeAsync(next: "3");
        await RefusesAsync(bench, bench.Image(), "2.3.0+rev1", 4, "update.pending is true");
    }

    [Test]
    public async Task Refuses_when_active_and_spare_are_one_device()
    {
        using var bench = await Bench.MakeAsync(oneSlot: true);
        await RefusesAsync(bench, bench.Image(), "2.3.0+rev1", 4, "slot.distinct is false");
    }

    [Test]
    public async Task Refuses_a_device_file_that_names_one_image_for_two_partitions()
    {
        using var bench = await Bench.MakeAsync();
        var (image, before, device) = (bench.Image(), await bench.EverythingAsync(), await File.ReadAllTextAsync(bench.Device));
        await File.WriteAllTextAsync(bench.Device, device.Replace("rootB: rootB.img", "rootB: rootA.img", StringComparison.Ordinal));
        var result = await bench.UpdateAsync(image);
        Assert.That(result.ExitCode, Is.EqualTo(3), result.ToString());
        Assert.That(result.Messages, Does.Contain("'rootB' and 'rootA' are in one image file"));
        Assert.That(await bench.EverythingAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task A_boot_partition_that_is_too_small_leaves_everything_as_it_was()
    {
        using var bench = await Bench.MakeAsync(boot: 2);
        await RefusesAsync(bench, bench.Image(loader: 3), "2.3.0+rev1", 4, "boot");
    }

    [Test]
    public async Task Refuses_a_1_x_device()
    {
        using var bench = await Bench.MakeAsync(version: "1.30.1");
        await RefusesAsync(bench, bench.Image(), "2.3.0+rev1", 4, "os.version is 1.30.1");
    }

    [Test]
    public async Task A_device_that_can_not_be_opened_is_refused_by_every_command()
    {
        using var bench = await Bench.MakeAsync();
        var image = bench.Image();
        File.Delete(Path.Join(bench.Folder, "data.img"));
        var result = await bench.UpdateAsync(image, more: "--json");
        Assert.That(result.ExitCode, Is.EqualTo(4), result.ToString());
        Assert.That(result.Lines[^2], Does.Contain("\"event\":\"reasons\"").And.Contain("data.img"));
        Assert.That(result.Lines[^1], Does.Contain("\"event\":\"outcome\"").And.Contain("\"outcome\":\"refused\""));
        foreach (var command in (string[])["status", "facts", "inspect", "resume"])
            Assert.That((await PlannerProgram.RunAsync(command, "--device", bench.Device)).ExitCode, Is.EqualTo(4), command);
    }

    static async Task RefusesAsync(Bench bench, string image, string to, int exitCode, string why)
    {
        var before = await bench.EverythingAsync();
        var result = await bench.UpdateAsync(image, to);
        Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.ToString());
        Assert.That(result.Output, Does.Contain(why));
        Assert.That(await bench.EverythingAsync(), Is.EqualTo(before));
    }
}
