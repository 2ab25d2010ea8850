using System.Text.Json.Nodes;
using Planner.Testing;

namespace Planner.Cli.Tests;

/// <summary>The shipped plan from 1.x to 2.x on a whole disk: a real table, real file systems, a real registry.</summary>
public sealed class MigrationTests
{
    TestRegistry registry = null!;
    string image = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        using var folder = new TemporaryFolder();
        registry = await TestRegistry.GivenOrStartedAsync();
        image = await registry.PushAsync(MigrationBench.Image(Path.Join(folder.Path, "os")), Bench.Tag, "resinos-migration:2.3.0_rev1");
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await registry.DisposeAsync();

    [Test]
    public async Task A_whole_disk_of_1_x_becomes_one_of_2_x_with_all_of_the_users_data()
    {
        using var bench = await MigrationBench.MakeAsync();
        var data = await bench.ListAsync(6, "/resin-data");
        var result = await bench.UpdateAsync(image);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());

        Assert.That(await bench.TableAsync(), Is.EqualTo(new[] { (1, 4L, 40L), (2, 44, 312), (3, 356, 312), (4, 668, 356), (5, 672, 20), (6, 696, 328) }));
        Assert.That(await Task.WhenAll(new[] { 2, 3, 5, 6 }.Select(bench.FileSystemAsync)), Is.EqualTo(new[] { "resin-rootA ext3", "resin-rootB ext4", "resin-state ext4", "resin-data ext4" }));
        foreach (var number in new[] { 1, 2, 3, 5, 6 }) await bench.CheckAsync(number);
        Assert.That(await bench.ListAsync(6, "/resin-data"), Is.EqualTo(data));

        foreach (var (path, content) in MigrationBench.NewOs) Assert.That(await bench.TextAsync(3, path), Is.EqualTo(content), path);
        Assert.That(await bench.TextAsync(3, "etc/hosts"), Is.EqualTo("127.0.0.1 localhost\n"));
        Assert.That(await bench.ListAsync(3, "/etc", withTimes: false), Does.Not.Contain("planner"));
        Assert.That(await bench.TextAsync(1, "cmdline.txt"), Is.EqualTo("console=tty1 root=/dev/mmcblk0p3 rootwait\n"));
        Assert.That(await bench.TextAsync(1, "kernel7.img"), Is.EqualTo("new kernel"));
        Assert.That(await bench.TextAsync(1, "splash/resin-logo.png"), Is.EqualTo("the owner's own logo"));
        Assert.That(JsonNode.Parse(await bench.TextAsync(1, "config.json"))!["apiKey"]!.GetValue<string>(), Is.EqualTo("tulip-of-the-device"));
        var boot = await bench.ListAsync(1, "/system-connections", withTimes: false);
        Assert.That(boot, Does.Contain("f 600 0:0"));
        Assert.That(await bench.TextAsync(5, "machine-id"), Is.EqualTo("0f1e2d3c\n"));
        Assert.That(await bench.TextAsync(5, "root-overlay/etc/dropbear/dropbear_rsa_host_key"), Is.EqualTo("tulip-of-the-host"));
        Assert.That(await bench.TextAsync(5, "root-overlay/etc/resin-supervisor/supervisor.conf"), Does.Contain("SUPERVISOR_TAG=v6.1.3"));
        Assert.That(await bench.ListAsync(5, "/root-overlay/etc/systemd/system/resin.target.wants", withTimes: false), Does.Contain("resin-supervisor.service l 0:0 /lib/systemd/system/resin-supervisor.service"));

        // Nothing of the run is left but its journal, status and log.
        Assert.That(await bench.ListAsync(2, "/", withTimes: false), Does.Not.Contain("planner"));
        Assert.That(await bench.ListAsync(6, "/", withTimes: false), Does.Not.Contain("image/").And.Not.Contain("planner/"));
        var status = await PlannerProgram.RunAsync("status", "--device", bench.Device);
        Assert.That(status.Output, Does.Contain("done"), status.ToString());
    }

    [Test]
    public async Task Data_that_do_not_fit_beside_the_image_are_refused_with_both_sizes_and_the_disk_is_bit_for_bit_the_same()
    {
        using var bench = await MigrationBench.MakeAsync(ballast: 160);
        var before = await bench.DigestAsync();
        var result = await bench.UpdateAsync(image);
        Assert.That(result.ExitCode, Is.EqualTo(3), result.ToString());
        Assert.That(result.Output, Does.Match(@"the packed data:/resin-data needs 16\d(\.\d)? MiB beside .* for the packed image, and updt has 154 MiB"));
        Assert.That(await bench.DigestAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task A_disk_on_which_2_x_leaves_too_little_room_is_refused_and_bit_for_bit_the_same()
    {
        using var bench = await MigrationBench.MakeAsync(dataSize: 280);
        var before = await bench.DigestAsync();
        var result = await bench.UpdateAsync(image);
        Assert.That(result.ExitCode, Is.EqualTo(3), result.ToString());
        Assert.That(await bench.DigestAsync(), Is.EqualTo(before));
    }
}
