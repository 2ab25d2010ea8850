using Planner.Devices.Contract;
using Planner.Devices.Simulated.Exploration;
using Planner.Devices.Simulated.Tests.Contract;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated.Tests.Exploration;

public sealed class PollsTests
{
    const int Rounds = 9;

    static readonly DeviceWorld World = SimulatedStart.Of(ContractDevice.File(ContractLayout.Grub), ContractLayout.Layout).World;

    [Test]
    public void A_poll_is_explored_in_its_first_and_its_last_two_rounds()
    {
        var points = Poll(wait: 5, _ => World);
        Assert.That(Explored(points), Is.EqualTo(new[] { 0, 1, 2, 3, 4, 5, 21, 22, 23, 24, 25, 26 }));
    }

    [Test]
    public void Calls_that_come_without_a_wait_are_no_poll() => Assert.That(Explored(Poll(wait: 0, _ => World)), Has.Length.EqualTo(Rounds * 3));

    [Test]
    public void A_round_after_which_the_device_is_another_is_none_of_the_same_poll()
    {
        var points = Poll(wait: 5, round => round < 4 ? World : World with { Boots = 2 });
        Assert.That(Explored(points), Is.EqualTo(new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 21, 22, 23, 24, 25, 26 }));
    }

    [Test]
    public void As_many_rounds_as_tries_that_are_counted_are_explored_each() => Assert.That(Explored(Poll(wait: 5, _ => World)[..12]), Has.Length.EqualTo(12));

    static int[] Explored(Point[] points) => [.. Enumerable.Range(0, points.Length).Where(index => Polls.RoundOf(points, index) == 0)];

    /// <summary>Rounds of three calls of a second each, with a wait after each round.</summary>
    static Point[] Poll(int wait, Func<int, DeviceWorld> world) => [.. Enumerable.Range(0, Rounds * 3).Select(number =>
    {
        var now = TimeSpan.FromSeconds(number + (number / 3 * wait));
        var call = new PortCall($"files.{"abc"[number % 3]}", EffectKind.Reads, ResourceKind.Partition, "boot", "/", now, TimeSpan.FromSeconds(1), 0, 0);
        return new Point(number, call, world(number / 3) with { Elapsed = now }, 7, 0);
    })];
}
