using System.Text.Json.Nodes;

namespace Planner.Cli.Tests;

/// <summary>Real updates: real formatting, real files, real boot variables.</summary>
/// <param name="oneDisk">Whether the partitions lie in one disk image.</param>
[TestFixture(false)]
[TestFixture(true)]
public sealed class BenchUpdateTests(bool oneDisk)
{
    [Test]
    public async Task Updates_a_bench_by_the_shipped_plan()
    {
        using var bench = await Bench.MakeAsync(oneDisk: oneDisk);
        var kept = await bench.ReadAsync("boot");
        var data = await bench.ReadAsync("data", "/resin-data");
        var result = await bench.UpdateAsync(bench.Image());
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Output, Does.StartWith("done: the device runs 2.3.0+rev1"));

        var (slot, boot) = (await bench.ReadAsync("rootB"), await bench.ReadAsync("boot"));
        await Assert.MultipleAsync(async () =>
        {
            Assert.That(slot.Keys, Is.SupersetOf(new[] { "etc/os-release", "etc/added.conf", "etc/hosts", "bin/ash", "bin/init" }).And.No.Member("etc/gone.conf").And.No.Member("resin-boot").And.No.Member("quirks"));
            Assert.That(await bench.StatAsync("rootB", "/bin/busybox"), Does.Contain("Mode:  04755"));
            Assert.That(slot["bin/sh"], Is.EqualTo("link to busybox"));
            Assert.That(boot.Keys, Does.Contain("new.efi"));
            foreach (var name in (string[])["config.json", "splash/resin-logo.png", "system-connections/office"]) Assert.That(boot[name], Is.EqualTo(kept[name]), name);
            Assert.That(boot["image-version-info"], Is.Not.EqualTo(kept["image-version-info"]));
            Assert.That(await bench.TextAsync("boot", "/grubenv"), Does.Contain("resin_root_part=3\n").And.Contain("upgrade_available=0\n"));
            Assert.That(await bench.ReadAsync("data", "/resin-data"), Is.EqualTo(data));
            Assert.That((await bench.ReadAsync("data")).Keys, Does.Contain("remove_me_to_reset"), "without it the new OS erases the data partition");
            Assert.That(bench.SupervisorRuns, Is.True);
        });
    }

    [Test]
    public async Task Goes_back_to_the_first_slot_with_the_next_update_and_tells_what_it_did()
    {
        using var bench = await Bench.MakeAsync(oneDisk: oneDisk);
        Assert.That((await bench.UpdateAsync(bench.Image())).ExitCode, Is.Zero);
        var result = await bench.UpdateAsync(bench.Image("2.4.0+rev1"), "2.4.0+rev1", "--run-id", "second", "--json");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        var outcome = JsonNode.Parse(result.Lines[^1])!;
        Assert.That((string?)outcome["os"]!["before"], Is.EqualTo("2.3.0+rev1"));
        Assert.That(await bench.TextAsync("boot", "/grubenv"), Does.Contain("resin_root_part=2\n"));

        var status = JsonNode.Parse((await PlannerProgram.RunAsync("status", "--device", bench.Device, "--json")).Output)!;
        Assert.That((string?)status["run"], Is.EqualTo("second"));
        Assert.That((string?)status["state"], Is.EqualTo("done"));
        Assert.That(status["os"]!.ToJsonString(), Is.EqualTo(new JsonObject { ["before"] = "2.3.0+rev1", ["after"] = "2.4.0+rev1" }.ToJsonString()));
        Assert.That(status["steps"]!.AsArray().Select(step => (string?)step!["kind"]), Has.None.Null.And.Member("switch-boot"));
        Assert.That((await PlannerProgram.RunAsync("log", "--device", bench.Device)).Output, Does.Contain("second").And.Contain("switch-boot"));
        Assert.That((await PlannerProgram.RunAsync("status", "--device", bench.Device)).Output, Does.Match("done +check: "));
        var again = await bench.UpdateAsync(bench.Image("2.5.0+rev1"), "2.5.0+rev1", "--run-id", "second");
        Assert.That(again.ExitCode, Is.EqualTo(2), again.ToString());
        Assert.That(again.Messages, Does.Contain("planner log second"));
        Assert.That(again.Messages.Split('\n').Count(line => line.Contains("'planner validate", StringComparison.Ordinal)), Is.EqualTo(1), "warnings are counted once");
        Assert.That((await PlannerProgram.RunAsync("log", "secnod", "--device", bench.Device)).ExitCode, Is.EqualTo(2));
    }

    [Test]
    public async Task A_snapshot_of_a_bench_simulates_to_the_same_end()
    {
        using var bench = await Bench.MakeAsync(oneDisk: oneDisk);
        var image = bench.Image();
        var snapshot = Path.Join(bench.Folder, "snapshot.yaml");
        var inspected = await PlannerProgram.RunAsync("inspect", "--device", bench.Device, "--image", image, "--output", snapshot);
        Assert.That(inspected.ExitCode, Is.Zero, inspected.ToString());
        var simulated = await PlannerProgram.RunAsync("simulate", "plans/resinos-2.x-to-2.x/1.0.0.yaml", "--device", snapshot, "--to", "2.3.0+rev1", "--set", $"image={image}");
        Assert.That(simulated.ExitCode, Is.Zero, simulated.ToString());
    }
}
