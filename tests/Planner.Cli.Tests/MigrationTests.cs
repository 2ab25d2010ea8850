using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Planner.Testing;
using Planner.Testing.Interrupting;

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
    public async Task Killed_after_any_journal_mark_it_goes_on_and_ends_with_everything_there()
    {
        using var ground = await MigrationBench.MakeAsync();
        var data = await ground.ListAsync(6, "/resin-data");
        IReadOnlyList<Call> marks;
        using (var whole = await ground.CopyAsync())
        {
            var run = await Stopper.RunAsync(PlannerProgram.Repository, [PlannerProgram.Path, .. whole.Update(image)]);
            Assert.That(run.ExitCode, Is.Zero, run.ToString());
            marks = [.. run.Calls.Where(IsMark)];
        }

        Assert.That(marks, Has.Count.GreaterThan(70));
        var broken = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(marks, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount * 2 }, async (mark, _) =>
        {
            using var bench = await ground.CopyAsync();
            try
            {
                var killed = await Stopper.RunAsync(PlannerProgram.Repository, [PlannerProgram.Path, .. bench.Update(image)], new StopPoint(mark.Number, Stop.KilledWithAll, After: true));
                Assert.That(killed.Calls.Single(call => call.Number == mark.Number), Is.Not.Null.And.Matches<Call?>(call => IsMark(call)), killed.ToString());
                await IsWholeAsync(bench, data);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                broken.Add($"killed after call {mark.Number} ({mark.Path}): {e.Message}");
            }
        });
        TestContext.Progress.WriteLine($"{marks.Count} marks");
        Assert.That(broken, Is.Empty);
    }

    static bool IsMark(Call? call) => call is { Name: "flush" } && (call.Path.EndsWith("/planner/journal", StringComparison.Ordinal) || call.Path.EndsWith("/planner/journal.new", StringComparison.Ordinal));

    static async Task IsWholeAsync(MigrationBench bench, string data)
    {
        var resumed = await PlannerProgram.RunAsync("resume", "--device", bench.Device);
        Assert.That(resumed.ExitCode, Is.Zero, resumed.ToString());
        // What was cut before it was open has left nothing and is begun anew; what has begun goes on and ends.
        if ((await bench.FileSystemAsync(2)).StartsWith("resin-rootA", StringComparison.Ordinal))
        {
            foreach (var number in new[] { 1, 2, 3, 5, 6 }) await bench.CheckAsync(number);
            foreach (var (path, content) in MigrationBench.NewOs) Assert.That(await bench.TextAsync(3, path), Is.EqualTo(content), path);
            Assert.That(await bench.TextAsync(1, "cmdline.txt"), Does.Contain("mmcblk0p3"));
        }
        else
        {
            Assert.That(resumed.ToString(), Does.Contain("there is no open run"));
            Assert.That(await bench.TextAsync(1, "cmdline.txt"), Does.Contain("mmcblk0p2"));
        }

        Assert.That(await bench.ListAsync(6, "/resin-data"), Is.EqualTo(data));
    }

    [Test]
    public async Task Data_that_do_not_fit_beside_the_image_are_refused_with_both_sizes_and_the_disk_is_bit_for_bit_the_same()
    {
        using var bench = await MigrationBench.MakeAsync(ballast: 160);
        var before = await bench.DigestAsync();
        var result = await bench.UpdateAsync(image);
        Assert.That(result.ExitCode, Is.EqualTo(4), result.ToString());
        Assert.That(result.Output, Does.Match(@"the packed data:/resin-data needs 16\d(\.\d)? MiB beside .* for the packed image, and updt has 154 MiB"));
        Assert.That(await bench.DigestAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task A_disk_on_which_2_x_leaves_too_little_room_is_refused_and_bit_for_bit_the_same()
    {
        using var bench = await MigrationBench.MakeAsync(dataSize: 274);
        var before = await bench.DigestAsync();
        var result = await bench.UpdateAsync(image);
        Assert.That(result.ExitCode, Is.EqualTo(4), result.ToString());
        Assert.That(await bench.DigestAsync(), Is.EqualTo(before));
    }
}
