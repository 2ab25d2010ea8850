using System.Text.Json.Nodes;

namespace Planner.Cli.Tests;

public sealed class UsageTests
{
    const string Device = "samples/devices/intel-nuc-healthy.yaml";

    [Test]
    public async Task Tells_its_version() => Assert.That((await PlannerProgram.RunAsync("--version")).Output, Does.Match(@"^[0-9]+\.[0-9]+\.[0-9]+\n$"));

    [TestCase("validate")]
    [TestCase("explain")]
    [TestCase("schema")]
    [TestCase("simulate")]
    [TestCase("run")]
    [TestCase("abort")]
    [TestCase("resume")]
    [TestCase("status")]
    [TestCase("log")]
    [TestCase("facts")]
    [TestCase("inspect")]
    public async Task The_help_of_every_command_has_an_example(string command)
    {
        var result = await PlannerProgram.RunAsync(command, "--help");
        Assert.That(result.ExitCode, Is.Zero);
        Assert.That(result.Output, Does.Contain($"  planner {command}"));
    }

    [TestCase("run")]
    [TestCase("frobnicate")]
    [TestCase("run", "plan.yaml", "--to", "newest")]
    [TestCase("run", "plan.yaml", "--to", "2.0.0", "--set", "image")]
    [TestCase("run", "plan.yaml", "--to", "2.0.0", "--set", "image=one", "--set", "image=two")]
    [TestCase("run", "plan.yaml", "--to", "2.0.0", "--run-id", "../../etc")]
    [TestCase("simulate", "plan.yaml")]
    public async Task Wrong_usage_ends_with_2(params string[] arguments)
    {
        var result = await PlannerProgram.RunAsync(arguments);
        Assert.That(result.ExitCode, Is.EqualTo(2), result.ToString());
        Assert.That(result.Messages, Does.Contain("--help"));
    }

    [Test]
    public async Task A_snapshot_is_nothing_to_run_on()
    {
        var result = await PlannerProgram.RunAsync("run", "plans/resinos-2.x-to-2.x/1.0.0.yaml", "--device", Device, "--to", "2.3.0+rev1");
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Messages, Does.Contain("planner simulate"));
    }

    [TestCase("is a layout, and a plan", "explain", "plans/layouts/resinos-2.x/1.0.0.yaml")]
    [TestCase("is a device file, and a plan", "explain", Device)]
    [TestCase("is a device file, and a plan", "simulate", Device, "--device", Device)]
    [TestCase("is a layout, and a plan", "run", "plans/layouts/resinos-2.x/1.0.0.yaml", "--to", "2.3.0")]
    [TestCase("is a plan, and a device file", "facts", "--device", "plans/resinos-2.x-to-2.x/1.0.0.yaml")]
    public async Task Says_what_a_file_is_that_is_not_what_is_needed(string what, params string[] arguments)
    {
        var result = await PlannerProgram.RunAsync(arguments);
        Assert.That(result.ExitCode, Is.EqualTo(3), result.ToString());
        Assert.That(result.Messages.TrimEnd('\n'), Does.Contain(what).And.Not.Contain("\n"), "one line");
    }

    [TestCase("schema --write /proc/nope")]
    [TestCase($"inspect --device {Device} --output /dev/full")]
    public async Task An_output_that_can_not_be_written_ends_with_3(string command)
    {
        var result = await PlannerProgram.RunAsync(command.Split(' '));
        Assert.That(result.ExitCode, Is.EqualTo(3), result.ToString());
        Assert.That(result.Messages, Does.Contain("reading or writing failed"));
    }

    [Test]
    public async Task The_help_of_the_program_lists_the_exit_codes() =>
        Assert.That((await PlannerProgram.RunAsync("--help")).Output, Does.Contain(" 9  busy: "));

    [Test]
    public async Task Shows_the_facts_of_a_snapshot()
    {
        var result = await PlannerProgram.RunAsync("facts", "--device", Device, "--json");
        var facts = JsonNode.Parse(result.Output)!["facts"]!.AsArray().ToDictionary(fact => (string)fact!["name"]!, fact => (string?)fact!["value"]);
        Assert.Multiple(() =>
        {
            Assert.That(facts["os.version"], Is.EqualTo("2.2.0+rev1"));
            Assert.That(facts["partition.B.size"], Is.EqualTo(facts["partition.rootB.size"]));
            Assert.That(facts["target.version"], Is.Null);
        });
    }

    [Test]
    public async Task Lists_the_facts_without_a_device() =>
        Assert.That((await PlannerProgram.RunAsync("facts", "--list")).Output, Does.Contain("partition.<name or role>.free").And.Contain("update.pending"));

    [Test]
    public async Task Nothing_has_run_on_a_fresh_device() =>
        Assert.That((await PlannerProgram.RunAsync("status", "--device", Device)).Output, Is.EqualTo("Nothing has run on this device.\n"));

    [Test]
    public async Task A_snapshot_of_a_snapshot_ends_like_it()
    {
        using var folder = new TemporaryFolder();
        var copy = Path.Join(folder.Path, "copy.yaml");
        var inspected = await PlannerProgram.RunAsync("inspect", "--device", Device, "--image", "resin/resinos:2.3.0_rev1-intel-nuc", "--output", copy);
        Assert.That(inspected.ExitCode, Is.Zero, inspected.ToString());
        var result = await PlannerProgram.RunAsync("simulate", "plans/resinos-2.x-to-2.x/1.0.0.yaml", "--device", copy, "--plans", "plans", "--json");
        Assert.That(result.Lines[^1], Does.Contain("\"outcome\":"), result.ToString());
    }
}
