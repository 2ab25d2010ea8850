namespace Planner.Devices.Contract;

/// <summary>What <see cref="Engine.Devices.IClock"/> promises.</summary>
public abstract class ClockContract : DeviceContract
{
    static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(20);

    [Test]
    public async Task Waiting_takes_at_least_its_time()
    {
        var (before, now) = (Device.Clock.Elapsed, Device.Clock.Now);
        await Device.Clock.DelayAsync(Wait, default);
        Assert.That(Device.Clock.Elapsed - before, Is.GreaterThanOrEqualTo(Wait));
        Assert.That(Device.Clock.Now, Is.GreaterThan(now));
    }

    [Test]
    public void Elapsed_time_is_never_negative() => Assert.That(Device.Clock.Elapsed, Is.GreaterThanOrEqualTo(TimeSpan.Zero));

    [Test]
    public async Task A_wait_that_was_ended_does_not_wait() =>
        await Assert.CatchAsync<OperationCanceledException>(async () => await Device.Clock.DelayAsync(TimeSpan.FromDays(1), new CancellationToken(true)));

    [Test]
    public async Task Says_whether_the_wall_clock_is_set_or_that_it_does_not_know() =>
        await Assert.ThatAsync(async () => await Device.Clock.SynchronizedAsync(default), Throws.Nothing);
}
