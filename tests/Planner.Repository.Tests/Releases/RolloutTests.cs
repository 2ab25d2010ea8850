using Planner.Repository.Releases;

namespace Planner.Repository.Tests.Releases;

public sealed class RolloutTests
{
    static readonly DateTimeOffset Start = new(2026, 12, 1, 10, 0, 0, TimeSpan.Zero);
    static readonly Rollout Rollout = new(Start, TimeSpan.FromHours(72));

    [TestCase(-1, 0)]
    [TestCase(0, 0)]
    [TestCase(18, 0.25)]
    [TestCase(36, 0.5)]
    [TestCase(72, 1)]
    [TestCase(7200, 1)]
    public void The_share_grows_evenly_from_the_start_to_the_end(int hours, double share) => Assert.That(Rollout.ShareAt(Start.AddHours(hours)), Is.EqualTo(share));

    [Test]
    public void One_without_a_duration_opens_to_all_at_its_start()
    {
        var once = new Rollout(Start, TimeSpan.Zero);
        Assert.That((once.ShareAt(Start.AddSeconds(-1)), once.ShareAt(Start)), Is.EqualTo((0, 1)));
    }

    // Written down once: a device that has taken its place must find it again with every later Planner.
    [TestCase("0f1e2d3c4b5a", "releases/resin-os/raspberrypi3/2.4.0+rev1.json", 0.5008910580467613)]
    public void A_devices_place_is_the_same_for_ever(string device, string release, double place) => Assert.That(Rollout.PlaceOf(device, release), Is.EqualTo(place).Within(1e-12));

    [Test]
    public void A_devices_turn_is_when_its_share_opens_and_it_stays_open()
    {
        for (var device = 0; device < 200; device++)
        {
            var turn = Rollout.TurnOf($"device-{device}", "r");
            Assert.That(Rollout.IsOpen($"device-{device}", "r", turn.AddSeconds(-1)), Is.False);
            Assert.That(Rollout.IsOpen($"device-{device}", "r", turn.AddSeconds(1)), Is.True);
            Assert.That(Rollout.IsOpen($"device-{device}", "r", Start.AddHours(72)), Is.True);
        }
    }

    [Test]
    public void A_device_has_another_place_for_every_release()
    {
        var places = Enumerable.Range(0, 100).Select(release => Rollout.PlaceOf("0f1e2d3c4b5a", $"releases/resin-os/raspberrypi3/2.{release}.0.json")).ToList();
        Assert.That(places.Min(), Is.LessThan(0.1));
        Assert.That(places.Max(), Is.GreaterThan(0.9));
    }

    [TestCase(0.01)]
    [TestCase(0.25)]
    [TestCase(0.5)]
    [TestCase(0.9)]
    public void Ten_thousand_devices_take_it_in_the_share_that_the_clock_says(double share)
    {
        var now = Start + (Rollout.Duration * share);
        var taken = Enumerable.Range(0, 10_000).Count(device => Rollout.IsOpen($"{device:x32}", "releases/resin-os/raspberrypi3/2.4.0+rev1.json", now));
        Assert.That(taken / 10_000.0, Is.EqualTo(share).Within(0.02));
    }
}
