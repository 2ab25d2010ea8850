using System.Text.Json.Nodes;

namespace Planner.Cli.Tests;

public sealed class SimulateTests
{
    const string Plan = "plans/resinos-2.x-to-2.x/1.0.0.yaml";

    [TestCase("raspberrypi3-healthy", 0)]
    [TestCase("raspberrypi3-new-os-unhealthy", 1)]
    [TestCase("raspberrypi3-spare-too-small", 4)]
    public async Task One_device_ends_like_its_run_would(string device, int exitCode)
    {
        var result = await PlannerProgram.RunAsync("simulate", Plan, "--device", $"samples/devices/{device}.yaml");
        Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.ToString());
        GoldenFile.Check($"simulate-{device}.txt", result.Output);
    }

    [Test]
    public async Task Several_devices_are_good_when_each_ends_as_it_expects()
    {
        var result = await PlannerProgram.RunAsync("simulate", Plan, "--device", "samples/devices", "--to", "2.3.0+rev1");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
    }

    [Test]
    public async Task Several_devices_end_with_6_when_one_does_not_end_as_it_expects()
    {
        using var folder = new TemporaryFolder();
        var device = await File.ReadAllTextAsync(Path.Join(PlannerProgram.Repository, "samples/devices/intel-nuc-healthy.yaml"));
        var other = folder.Write("device.yaml", device.Replace("expect: done", "expect: failed", StringComparison.Ordinal));
        var result = await PlannerProgram.RunAsync("simulate", Plan, "--device", other, "--device", "samples/devices/intel-nuc-healthy.yaml", "--plans", "plans");
        Assert.That(result.ExitCode, Is.EqualTo(6), result.ToString());
    }

    [Test]
    public async Task The_last_line_of_JSON_is_the_outcome()
    {
        var result = await PlannerProgram.RunAsync("simulate", Plan, "--device", "samples/devices/intel-nuc-healthy.yaml", "--json");
        var outcome = JsonNode.Parse(result.Lines[^1])!.AsObject();
        Assert.That(outcome.Select(member => member.Key), Is.EqualTo(new[] { "format", "event", "run", "outcome", "os", "failed", "undone", "left", "boots", "seconds", "bytes" }));
        Assert.That((string?)outcome["outcome"], Is.EqualTo("done"));
        Assert.That((string?)outcome["os"]!["after"], Is.EqualTo("2.3.0+rev1"));
    }

    [Test]
    public async Task Needs_a_target_when_the_snapshot_has_none_of_the_plan_s_images()
    {
        using var folder = new TemporaryFolder();
        var device = await File.ReadAllTextAsync(Path.Join(PlannerProgram.Repository, "samples/devices/intel-nuc-healthy.yaml"));
        var other = folder.Write("device.yaml", device.Replace("resin/resinos:", "resin/other:", StringComparison.Ordinal));
        var result = await PlannerProgram.RunAsync("simulate", Plan, "--device", other, "--plans", "plans");
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Messages, Does.Contain("--to"));
    }
}
