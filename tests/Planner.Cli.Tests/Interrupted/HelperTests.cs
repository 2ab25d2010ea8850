using Planner.Testing.Interrupting;

namespace Planner.Cli.Tests.Interrupted;

/// <summary>The system's programs that an update uses die.</summary>
[Parallelizable(ParallelScope.Children)]
public sealed class HelperTests
{
    static Ground Ground => SharedGround.Shipped;

    [Test]
    public Task A_program_that_dies_when_it_is_started_does_no_harm()
    {
        var random = Series.Numbers(nameof(A_program_that_dies_when_it_is_started_does_no_harm));
        return DiesAsync(Ground.Programs.OrderBy(_ => random.Next()).Take(24));
    }

    [Test]
    public Task A_program_that_dies_in_the_middle_does_no_harm()
    {
        var random = Series.Numbers(nameof(A_program_that_dies_in_the_middle_does_no_harm));
        return DiesAsync(Ground.Calls.Where(call => call.Name is "mount" or "unmount" || (call.Name != "program" && call.Path.EndsWith(".img", StringComparison.Ordinal))).OrderBy(_ => random.Next()).Take(20));
    }

    async Task DiesAsync(IEnumerable<Call> calls) => await Series.TryAllAsync(Ground, calls.Select(call => new StopPoint(call.Number, Stop.WithoutHelper, call.Number % 2 == 0)), async (trial, point) =>
    {
        var result = await trial.RunAsync(point);
        return result.ExitCode is 0 or 1 or 4 ? await Series.BrokenAtTheEndAsync(trial, result)
            : result.ExitCode is 5 or 10 ? await Series.FinishAsync(trial)
            : [$"it ended with {result}"];
    });
}
