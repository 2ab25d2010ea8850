using System.Text;
using Planner.Engine.Devices.Files;
using Planner.Engine.Language;

namespace Planner.Engine.Tests.Language;

public sealed class ClockTests
{
    [TestCase("9999-12-31T23:59:59Z")]
    [TestCase("9001-01-01T00:00:00Z")]
    [TestCase("1969-12-31T23:59:59Z")]
    public void Refuses_a_clock_that_would_run_over(string clock) => Assert.That(Says(clock), Is.EqualTo(new[] { $"7:10: PLN024: must be from 1970 to 9000, not '{clock}'" }));

    [TestCase("1970-01-01T00:00:00Z")]
    [TestCase("9000-12-31T23:59:59Z")]
    public void Takes_any_other_clock(string clock) => Assert.That(Says(clock), Is.Empty);

    static IEnumerable<string> Says(string clock)
    {
        var context = new ReadContext();
        var text = $$"""
            device: clocked
            language: 1
            layout: test@1.0.0
            board: one
            state:
              running: A
              clock: {{clock}}
              partitions: { boot: {}, rootA: {}, rootB: {}, state: {}, data: { size: 1GiB } }

            """;
        DeviceFileReader.Read("d.yaml", Encoding.UTF8.GetBytes(text), new LayoutSet(Sample.LayoutValue), _ => null, context);
        return context.Problems.Select(problem => $"{problem.At.Line}:{problem.At.Column}: {problem.Code.Id}: {problem.Message}");
    }
}
