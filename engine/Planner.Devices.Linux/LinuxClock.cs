using System.Diagnostics;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux;

/// <summary>The machine's clocks.</summary>
public sealed class LinuxClock : IClock
{
    // systemd-timesyncd makes this file at its first answer; it lies in a memory file system and so is of this boot.
    const string SynchronizedFile = "/run/systemd/timesync/synchronized";

    // struct timex has 208 bytes on 64 bit; all zero asks and changes nothing. TIME_ERROR: the clock is not synchronized (adjtimex(2)).
    const int TimexSize = 256;
    const int TimeError = 5;

    static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(1);

    /// <inheritdoc/>
    public DateTimeOffset Now => DateTimeOffset.UtcNow;

    /// <inheritdoc/>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(0);

    /// <inheritdoc/>
    public ValueTask<bool?> SynchronizedAsync(CancellationToken ct) => ValueTask.FromResult(File.Exists(SynchronizedFile) ? true : AskKernel());

    /// <inheritdoc/>
    public CancellationTokenSource Within(TimeSpan time, CancellationToken ct)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(ct);
        source.CancelAfter(time);
        return source;
    }

    /// <inheritdoc/>
    public async ValueTask DelayAsync(TimeSpan time, CancellationToken ct)
    {
        // A timer counts in ticks of its own and may end a little early.
        var end = Elapsed + time;
        for (var left = time; left > TimeSpan.Zero; left = end - Elapsed)
            await Task.Delay(left < ShortestDelay ? ShortestDelay : left, ct).ConfigureAwait(false);
    }

    static unsafe bool? AskKernel()
    {
        var timex = stackalloc byte[TimexSize];
        new Span<byte>(timex, TimexSize).Clear();
        return Libc.AdjustTime(timex) switch { < 0 => null, TimeError => false, _ => true };
    }
}
