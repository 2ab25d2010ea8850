namespace Planner.Cli.Tests;

public sealed class ExplainTests
{
    const string Plan = "plans/resinos-2.x-to-2.x/1.0.0.yaml";

    [Test]
    public async Task Tells_the_shipped_plan()
    {
        var result = await PlannerProgram.RunAsync("explain", Plan);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        GoldenFile.Check("explain-resinos-2.x-to-2.x.txt", result.Output);
    }

    [Test]
    public async Task Tells_a_plan_for_the_board_of_a_device()
    {
        var result = await PlannerProgram.RunAsync("explain", Plan, "--device", "samples/devices/intel-nuc-healthy.yaml");
        Assert.That(result.Output, Does.Contain("on intel-nuc, which boots by grub-env"));
    }

    [Test]
    public async Task Tells_a_step_kind_and_a_problem_code()
    {
        Assert.That((await PlannerProgram.RunAsync("explain", "export")).Output, Does.StartWith("export: "));
        Assert.That((await PlannerProgram.RunAsync("explain", "pln010")).Output, Does.StartWith("PLN010: "));
    }

    [Test]
    public async Task Names_a_near_word_for_an_unknown_one()
    {
        var result = await PlannerProgram.RunAsync("explain", "exprot");
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Messages, Does.Contain("did you mean 'export'?"));
    }
}
