namespace Planner.Cli.Tests;

/// <summary>Runs that are interrupted while the new OS has not become healthy: everything before <c>confirm</c> has been done by then.</summary>
public sealed class SignalTests
{
    const string Waiting = "\"event\":\"step-began\",\"step\":13";

    [Test]
    public async Task SIGINT_takes_everything_back()
    {
        using var bench = await Bench.MakeAsync();
        var (image, before) = (bench.Image(), await bench.EverythingAsync());
        bench.EngineIsDown = true;
        using var run = PlannerProgram.Start(PlannerProgram.Repository, bench.Update(image, more: "--json"));
        await run.UntilAsync(Waiting);
        await run.SignalAsync("INT");
        var result = await run.EndAsync();
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(await bench.EverythingAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task SIGTERM_leaves_the_run_open_and_resume_goes_on_with_it()
    {
        using var bench = await Bench.MakeAsync();
        var image = bench.Image();
        bench.EngineIsDown = true;
        using var run = PlannerProgram.Start(PlannerProgram.Repository, bench.Update(image, more: "--json"));
        await run.UntilAsync(Waiting);
        await run.SignalAsync("TERM");
        Assert.That((await run.EndAsync()).ExitCode, Is.EqualTo(5));
        bench.EngineIsDown = false;
        var resume = await PlannerProgram.RunAsync("resume", "--device", bench.Device);
        Assert.That(resume.ExitCode, Is.Zero, resume.ToString());
        Assert.That(resume.Messages, Does.Contain("it was interrupted while the new OS was checked"));
        Assert.That((await PlannerProgram.RunAsync("resume", "--device", bench.Device)).ExitCode, Is.Zero, "there is nothing to go on with");
    }

    [Test]
    public async Task SIGTERM_leaves_the_run_open_until_it_is_aborted()
    {
        using var bench = await Bench.MakeAsync();
        var (image, before) = (bench.Image(), await bench.EverythingAsync());
        bench.EngineIsDown = true;
        using var run = PlannerProgram.Start(PlannerProgram.Repository, bench.Update(image, more: "--json"));
        await run.UntilAsync(Waiting);
        Assert.That((await bench.UpdateAsync(image)).ExitCode, Is.EqualTo(9), "while the first run is active");
        await run.SignalAsync("TERM");
        Assert.That((await run.EndAsync()).ExitCode, Is.EqualTo(5));

        var status = await PlannerProgram.RunAsync("status", "--device", bench.Device);
        Assert.That(status.Output, Does.Contain("state    open").And.Contain("done           switch-boot spare"), status.ToString());
        Assert.That((await bench.UpdateAsync(image)).ExitCode, Is.EqualTo(9), "while a run is open");

        var abort = await PlannerProgram.RunAsync("abort", "--device", bench.Device);
        Assert.That(abort.ExitCode, Is.EqualTo(1), abort.ToString());
        Assert.That(await bench.EverythingAsync(), Is.EqualTo(before));
        Assert.That((await PlannerProgram.RunAsync("abort", "--device", bench.Device)).ExitCode, Is.EqualTo(4), "when there is nothing to abort");
    }

    [Test]
    public async Task A_run_that_stopped_for_its_reboot_goes_on_in_another_process()
    {
        using var bench = await Bench.MakeAsync();
        Assert.That((await bench.UpdateAsync(bench.Image(), more: "--no-reboot")).ExitCode, Is.EqualTo(8));
        var resume = await PlannerProgram.RunAsync("resume", "--device", bench.Device);
        Assert.That(resume.ExitCode, Is.Zero, resume.ToString());
        Assert.That((await PlannerProgram.RunAsync("facts", "--device", bench.Device)).Output, Does.Match("os.version +2.3.0"));
    }
}
