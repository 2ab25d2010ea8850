using System.Text.Json.Nodes;

namespace Planner.Cli.Tests;

/// <summary>Plans that are simulated one after the other.</summary>
public sealed class SimulatedChainTests
{
    const string Plan = "samples/plans/first/1.0.0.yaml";

    [Test]
    public async Task The_device_afterwards_has_the_images_for_the_next_plan()
    {
        using var folder = new TemporaryFolder();
        var device = await File.ReadAllTextAsync(Path.Join(PlannerProgram.Repository, "samples/plans/first-device.yaml"));
        var start = device.IndexOf("    \"example/os:1.1.0", StringComparison.Ordinal);
        var first = folder.Write("a.yaml", $"{device.TrimEnd()}\n{device[start..].Replace("1.1.0", "1.2.0", StringComparison.Ordinal)}");
        var second = Path.Join(folder.Path, "b.yaml");
        var one = await PlannerProgram.RunAsync("simulate", Plan, "--device", first, "--to", "1.1.0", "--after", second);
        Assert.That(one.ExitCode, Is.Zero, one.ToString());
        var two = await PlannerProgram.RunAsync("simulate", Plan, "--device", second, "--to", "1.2.0");
        Assert.That(two.ExitCode, Is.Zero, two.ToString());
        Assert.That(two.Output, Does.Contain("done: the device runs 1.2.0"));
    }

    [Test]
    public async Task The_outcome_has_the_bytes_that_the_simulation_tells()
    {
        var result = await PlannerProgram.RunAsync("simulate", Plan, "--device", "samples/plans/first-device.yaml", "--json");
        var bytes = JsonNode.Parse(result.Lines[^1])!["bytes"]!;
        Assert.That(JsonNode.DeepEquals(bytes, JsonNode.Parse(result.Lines[^2])!["bytes"]), result.ToString());
        Assert.That((long)bytes["written"]!, Is.GreaterThan(0));
    }
}
