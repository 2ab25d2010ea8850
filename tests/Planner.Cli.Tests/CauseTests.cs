using System.Text.Json.Nodes;

namespace Planner.Cli.Tests;

/// <summary>Why a run failed is told by the device itself, however late somebody asks.</summary>
public sealed class CauseTests
{
    const string Cause = "supervisor.running is false, must be true";

    [Test]
    public async Task The_cause_of_a_rollback_outlives_boots_and_refused_runs()
    {
        using var bench = await Bench.MakeAsync();
        bench.BreakSupervisor();
        var (image, plan) = (bench.Image(), bench.PlanWith("within: 15m", "within: 1s"));
        var failed = await PlannerProgram.RunAsync(bench.Update(plan, image, "2.3.0+rev1", ["--run-id", "first"]));
        Assert.That(failed.ExitCode, Is.EqualTo(1), failed.ToString());
        await TellsAsync(bench);

        await Boot(bench);
        await TellsAsync(bench);

        Assert.That((await PlannerProgram.RunAsync(bench.Update(plan, "oci:nothing", "2.3.0+rev1", ["--run-id", "second"]))).ExitCode, Is.EqualTo(4));
        Assert.That((await PlannerProgram.RunAsync("resume", "--device", bench.Device)).ExitCode, Is.EqualTo(4).Or.Zero);
        await Boot(bench);
        await TellsAsync(bench);
    }

    [Test]
    public async Task The_cause_is_told_where_the_journal_is_gone()
    {
        using var bench = await Bench.MakeAsync();
        bench.BreakSupervisor();
        var plan = bench.PlanWith("within: 15m", "within: 1s");
        await PlannerProgram.RunAsync(bench.Update(plan, bench.Image(), "2.3.0+rev1", ["--run-id", "first"]));
        await Bench.DebugAsync(bench, "state", "rm /planner/journal");
        await TellsAsync(bench);
        Assert.That((await PlannerProgram.RunAsync("status", "--device", bench.Device)).Output, Does.Contain("journal  no journal tells of it any more"));
    }

    static async Task TellsAsync(Bench bench)
    {
        var lines = (await PlannerProgram.RunAsync("status", "--device", bench.Device)).Output;
        Assert.That(lines, Does.Contain("run      first").And.Contain("state    failed, 100% OS update failed").And.Contain($"cause    {Cause}"));
        var page = JsonNode.Parse((await PlannerProgram.RunAsync("status", "--device", bench.Device, "--json")).Output)!;
        Assert.That(((string?)page["state"], (string?)page["status"], (int?)page["percentage"], (string?)page["cause"]![0]), Is.EqualTo(("failed", "OS update failed", 100, Cause)));
        Assert.That((await PlannerProgram.RunAsync("log", "first", "--device", bench.Device)).Output, Does.Contain(Cause));
    }

    /// <summary>A boot in which nothing runs: only the bench's own count of boots goes on.</summary>
    static async Task Boot(Bench bench)
    {
        var file = Path.Join(bench.Folder, ".bench-state.json");
        var state = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        state["boots"] = (int)state["boots"]! + 1;
        await File.WriteAllTextAsync(file, state.ToJsonString());
    }
}
