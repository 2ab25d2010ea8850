using Planner.Engine.Steps;

namespace Planner.Engine.Tests.Steps;

public class PaceTests
{
    [TestCase(10 << 20, 2.0, 25 << 20, ", 5 MiB/s, 5 s left")]
    [TestCase(1 << 20, 10.0, 60 << 20, ", 102.4 KiB/s, 10 min left")]
    [TestCase(100_000, 10.0, 400_000_000, ", 9.8 KiB/s, 12 h left")]
    [TestCase(10 << 20, 2.0, 0, ", 5 MiB/s")]
    [TestCase(10 << 20, 0.5, 25 << 20, "", Description = "too soon")]
    [TestCase(0, 60.0, 25 << 20, "", Description = "nothing comes")]
    public void Tells_the_rate_and_what_is_left(long came, double seconds, long left, string expected) =>
        Assert.That(Pace.Of(came, TimeSpan.FromSeconds(seconds), left), Is.EqualTo(expected));
}
