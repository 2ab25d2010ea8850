namespace Planner.Cli.Tests;

/// <summary>Output that goes to a terminal, to a full disk, or nowhere.</summary>
public sealed class TerminalTests
{
    const string Plan = "plans/resinos-2.x-to-2.x/1.0.0.yaml";

    const string HostilePlan = """
        plan: broken
        version: 1.0.0
        language: 1
        summary: A plan
        layout: resinos-2.x@1.0.0
        for:
          "os.\e[31mname": one
          "os.two\nlines": two
        steps:
        - confirm

        """;

    [TestCase($"planner explain {Plan} >&-", 0)]
    [TestCase($"planner explain {Plan} 2>&-", 0)]
    [TestCase($"planner explain {Plan} <&- >&- 2>&-", 0)]
    [TestCase("planner validate plans 2>/dev/full", 0)]
    [TestCase($"planner explain {Plan} >/dev/full 2>/dev/full", 3)]
    [TestCase("planner frobnicate >&- 2>/dev/full", 2)]
    public async Task A_closed_or_full_output_is_no_reason_to_abort(string line, int exitCode)
    {
        var result = await PlannerProgram.ShellAsync(line);
        Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.ToString());
        Assert.That(result.Messages, Does.Not.Contain("Unhandled").And.Not.Contain("   at "));
    }

    [Test]
    public async Task Says_that_the_result_can_not_be_written()
    {
        var result = await PlannerProgram.ShellAsync($"planner explain {Plan} >/dev/full");
        Assert.That(result.ExitCode, Is.EqualTo(3));
        Assert.That(result.Messages, Does.Contain("planner: reading or writing failed: No space left on device"));
    }

    [Test]
    public async Task Control_characters_of_a_file_are_shown_and_not_sent()
    {
        using var folder = new TemporaryFolder();
        folder.Write("broken.yaml", HostilePlan);
        var result = await PlannerProgram.RunInAsync(folder.Path, "validate", "broken.yaml");
        Assert.That(result.Output, Does.Contain(@"os.\u001b[31mname").And.Contain(@"os.two\nlines").And.Not.Contain("\e"), result.ToString());
        Assert.That(result.Lines, Has.All.StartsWith("broken.yaml:"), "a line for each problem");
    }

    [Test]
    public async Task A_narrow_terminal_does_not_break_the_line_of_a_problem()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("thing.yaml", "devise: first\n");
        var result = await PlannerProgram.ShellAsync($"TERM=xterm NO_COLOR=1 script -qec \"stty cols 30; '{PlannerProgram.Path}' validate {file}\" /dev/null </dev/null");
        Assert.That(result.Output, Does.Match($"{file}:1:1: PLN012: .+ did you mean 'device'"), result.ToString());
    }
}
