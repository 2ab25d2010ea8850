namespace Planner.Devices.Linux.Tests;

public sealed class LinuxClockTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    public async Task A_time_limit_ends_what_would_go_on_for_ever()
    {
        using var limit = new LinuxClock().Within(TimeSpan.FromMilliseconds(1), default);
        await Assert.ThrowsAsync<TaskCanceledException>(() => Task.Delay(Timeout.Infinite, limit.Token).WaitAsync(Patience));
    }

    [Test]
    public void Who_is_stopped_from_outside_does_not_wait_for_the_limit()
    {
        using var outside = new CancellationTokenSource();
        using var limit = new LinuxClock().Within(TimeSpan.FromHours(1), outside.Token);
        outside.Cancel();
        Assert.That(limit.IsCancellationRequested, Is.True);
    }
}
