using System.Text.Json.Nodes;

namespace Planner.Cli.Tests;

public sealed class ExploreTests
{
    const string Plan = "plans/resinos-2.x-to-2.x/1.0.0.yaml";
    const string Healthy = "samples/devices/intel-nuc-healthy.yaml";

    [Test]
    public async Task A_device_that_is_refused_is_explored_too()
    {
        var result = await PlannerProgram.RunAsync("simulate", Plan, "--device", "samples/devices/intel-nuc-spare-too-small.yaml", "--faults", "single");
        GoldenFile.Check("explore-intel-nuc-spare-too-small.txt", result.Output);
    }

    [Test]
    public async Task A_replay_tells_one_run()
    {
        var result = await PlannerProgram.RunAsync("simulate", Plan, "--device", Healthy, "--replay", "none");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        GoldenFile.Check("replay-intel-nuc-healthy.txt", result.Output);
    }

    [Test]
    public async Task The_JSON_lines_are_device_exploration_and_outcome()
    {
        var result = await PlannerProgram.RunAsync("simulate", Plan, "--device", "samples/devices/intel-nuc-target-older.yaml", "--faults", "single", "--json");
        var events = result.Lines.Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        Assert.That(events.Select(line => (string?)line["event"]), Is.EqualTo(new[] { "device", "exploration", "reasons", "outcome" }));
        Assert.That(events[1].Select(member => member.Key), Is.EqualTo(new[] { "format", "event", "device", "points", "runs", "done", "failed", "parked", "exposed", "broken" }));
        Assert.That((string?)events[1]["device"], Is.EqualTo("intel-nuc-target-older"));
    }

    [Test]
    public async Task The_report_is_one_page_that_needs_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var page = Path.Join(folder.Path, "report.html");
        var result = await PlannerProgram.RunAsync("simulate", Plan, "--device", "samples/devices/intel-nuc-target-older.yaml", "--device", "samples/devices/raspberrypi3-os-1.x.yaml", "--device", "samples/devices/raspberrypi3-other-updater.yaml", "--to", "2.1.0+rev1", "--faults", "single", "--report", page);
        var text = await File.ReadAllTextAsync(page);
        Assert.That(text, Does.StartWith("<!doctype html>").And.Contain("intel-nuc-target-older").And.Contain("raspberrypi3-os-1.x").And.Contain("raspberrypi3-other-updater"), result.ToString());
        Assert.That(text, Does.Not.Contain("http").And.Not.Contain("<script"));
    }

    [Test]
    public async Task A_device_that_does_not_end_as_it_expects_ends_with_6()
    {
        using var folder = new TemporaryFolder();
        var device = await File.ReadAllTextAsync(Path.Join(PlannerProgram.Repository, "samples/devices/intel-nuc-target-older.yaml"));
        var other = folder.Write("device.yaml", device.Replace("expect: refused", "expect: done", StringComparison.Ordinal));
        var result = await PlannerProgram.RunAsync("simulate", Plan, "--device", other, "--plans", "plans", "--to", "2.1.0+rev1", "--faults", "single");
        Assert.That(result.ExitCode, Is.EqualTo(6), result.ToString());
        Assert.That(result.Output, Does.Contain("NOT AS EXPECTED"));
    }

    [Test]
    public async Task A_device_without_the_image_is_asked_for_the_version_that_the_others_have()
    {
        var result = await PlannerProgram.RunAsync("simulate", Plan, "--device", "samples/devices/raspberrypi3-image-missing.yaml", "--device", "samples/devices/raspberrypi3-spare-too-small.yaml");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Output, Does.Contain("2.3.0_rev1-raspberrypi3"));
    }

    [TestCase("--faults", "some")]
    [TestCase("--replay", "12.sneezes")]
    [TestCase("--replay", "99999.killed")]
    [TestCase("--jobs", "0")]
    [TestCase("--report", "page.html")]
    [TestCase("--faults", "single", "--replay", "none")]
    [TestCase("--faults", "single", "--after", "after.yaml")]
    public async Task What_makes_no_sense_is_wrong_usage(params string[] options)
    {
        var result = await PlannerProgram.RunAsync(["simulate", Plan, "--device", Healthy, .. options]);
        Assert.That(result.ExitCode, Is.EqualTo(2), result.ToString());
    }
}
