using System.Text.Json.Nodes;

namespace Planner.Cli.Tests;

/// <summary>A run that one Planner began and another one is asked to go on with. The first is the built one, whatever is tested beside it: what is stored of it is a script that shows who is called.</summary>
public class HandoverTests
{
    [Test]
    public async Task The_planner_that_began_the_run_ends_it()
    {
        using var bench = await Bench.MakeAsync();
        using var folder = new TemporaryFolder();
        var first = await InstallAsync(folder, "first");
        var second = await InstallAsync(folder, "second");
        var began = await PlannerProgram.RunProgramAsync(first, bench.Update(bench.Image(), more: "--no-reboot"));
        Assert.That(began.ExitCode, Is.EqualTo(8), began.ToString());
        Assert.That(await bench.TextAsync("data", $"/planner/{await RunAsync(bench)}/planner"), Does.Contain(first));

        // Whoever is called now says so, in the place of the first Planner.
        File.WriteAllText(first, "#!/bin/sh\necho the first one: \"$@\"\nexit 42\n");
        var handed = await PlannerProgram.RunProgramAsync(second, "resume", "--device", bench.Device, "--json");
        Assert.That((handed.ExitCode, handed.Output), Is.EqualTo((42, $"the first one: resume --device {bench.Device} --json\n")), handed.ToString());
    }

    [Test]
    public async Task A_planner_that_is_not_what_was_stored_is_not_started_and_the_run_is_taken_back()
    {
        using var bench = await Bench.MakeAsync();
        using var folder = new TemporaryFolder();
        var began = await PlannerProgram.RunProgramAsync(await InstallAsync(folder, "first"), bench.Update(bench.Image(), more: "--no-reboot"));
        Assert.That(began.ExitCode, Is.EqualTo(8), began.ToString());
        var stored = folder.Write("changed", "#!/bin/sh\nexit 42\n");
        await Bench.DebugAsync(bench, "data", $"rm /planner/{await RunAsync(bench)}/planner", $"write {stored} /planner/{await RunAsync(bench)}/planner");
        var resumed = await PlannerProgram.RunAsync("resume", "--device", bench.Device);
        Assert.That(resumed.ExitCode, Is.EqualTo(1), resumed.ToString());
        Assert.That(resumed.Messages, Does.Contain("it is not the Planner that began the run"));
    }

    static async Task<string> RunAsync(Bench bench) => JsonNode.Parse(await bench.TextAsync("state", "/planner/status.json"))!["run"]!.GetValue<string>();

    /// <summary>Copies the built program to a folder of its own and gives its path.</summary>
    static async Task<string> InstallAsync(TemporaryFolder folder, string name)
    {
        var target = Path.Join(folder.Path, name);
        var copied = await PlannerProgram.RunProgramAsync("cp", "-r", Path.GetDirectoryName(PlannerProgram.Built)!, target);
        Assert.That(copied.ExitCode, Is.Zero, copied.ToString());
        return Path.Join(target, "planner");
    }
}
