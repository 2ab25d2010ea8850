using Planner.Testing.Interrupting;

namespace Planner.Cli.Tests.Interrupted;

/// <summary>The system's programs that an update uses die, fail, or never end.</summary>
public sealed class HelperTests
{
    Ground ground = null!;

    [OneTimeSetUp]
    public async Task MakeAsync() => ground = await Ground.MakeAsync();

    [OneTimeTearDown]
    public void Dispose() => ground?.Dispose();

    [Test]
    public Task A_program_that_dies_when_it_is_started_does_no_harm()
    {
        var random = Series.Numbers(nameof(A_program_that_dies_when_it_is_started_does_no_harm));
        return DiesAsync(ground.Programs.OrderBy(_ => random.Next()).Take(40));
    }

    [Test]
    public Task A_program_that_dies_in_the_middle_does_no_harm()
    {
        var random = Series.Numbers(nameof(A_program_that_dies_in_the_middle_does_no_harm));
        return DiesAsync(ground.Calls.Where(call => call.Name is "mount" or "unmount" || (call.Name != "program" && call.Path.EndsWith(".img", StringComparison.Ordinal))).OrderBy(_ => random.Next()).Take(30));
    }

    [TestCase("mkfs.ext4", "echo 'mkfs.ext4: Input/output error' >&2; exit 1")]
    [TestCase("mkfs.ext4", "exit 0")]
    [TestCase("wipefs", "echo 'wipefs: error: Device or resource busy' >&2; exit 1")]
    public async Task A_program_that_fails_undoes_everything(string program, string script)
    {
        using var trial = await ground.CopyAsync();
        trial.StandIn(program, script);
        var result = await trial.RunAsync();
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(await new Promises(trial).BrokenAtTheEndAsync(result), Is.Empty);
    }

    async Task DiesAsync(IEnumerable<Call> calls) => await Series.TryAllAsync(ground, calls.Select(call => new StopPoint(call.Number, Stop.WithoutHelper, call.Number % 2 == 0)), async (trial, point) =>
    {
        var result = await trial.RunAsync(point);
        return result.ExitCode is 0 or 1 or 4 ? await new Promises(trial).BrokenAtTheEndAsync(result)
            : result.ExitCode is 5 or 10 ? await Series.FinishAsync(trial)
            : [$"it ended with {result}"];
    });
}
