using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>The update locks of applications: they are waited for before anything that ends an application.</summary>
static class ApplicationLocks
{
    /// <summary>How long they are waited for where a plan does not say.</summary>
    internal static readonly TimeSpan UsualWait = TimeSpan.FromHours(1);

    static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>The field of a step that waits for them.</summary>
    /// <param name="then">What happens when they are held for longer.</param>
    internal static Field<TimeSpan> WaitField(string then) =>
        Field.Optional("wait-for-locks", FieldTypes.Duration, $"How long to wait while applications hold update locks of the layout; then {then}", "1h");

    /// <summary>Waits until no application holds one, then holds them itself as far as a process can. Held for longer: <see cref="DeviceFault.Held"/>. Beyond the point of no return nothing is waited for: no application runs there that could let a lock go.</summary>
    /// <param name="context">The step's context.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="tried">What they keep the step from, for messages.</param>
    /// <param name="status">What the owner is told meanwhile.</param>
    /// <param name="ct">Ends the wait.</param>
    internal static async ValueTask WaitAsync(StepContext context, TimeSpan limit, string tried, string status, CancellationToken ct)
    {
        if (!context.HasReturn) return;
        var clock = context.Device.Clock;
        var (began, pause, told) = (clock.Elapsed, FirstPause, "");
        while (await context.Device.UpdateLocks.TakeAsync(ct) is { Count: > 0 } held)
        {
            var places = string.Join(", ", held);
            if (context.IgnoresLocks)
            {
                context.Report($"goes on although applications hold update locks, as it was asked to: {places}");
                return;
            }

            var left = limit - (clock.Elapsed - began);
            if (left <= TimeSpan.Zero) throw new DeviceException(DeviceFault.Held, tried, $"applications still hold update locks after {Words.Of(limit)}: {places}");
            if (places != told) await context.TellAsync(status, $"waits {Words.Of(limit)} at most for the update locks of applications: {places}", ct);
            told = places;
            await clock.DelayAsync(left < pause ? left : pause, ct);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        if (told.Length > 0) await context.TellAsync(null, "no application holds an update lock any more", ct);
    }
}
