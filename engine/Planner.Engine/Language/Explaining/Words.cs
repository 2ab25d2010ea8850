namespace Planner.Engine.Language;

/// <summary>Values as people write them.</summary>
static class Words
{
    /// <summary>A duration as a plan would say it: <c>90s</c>, <c>15m</c>, <c>2h</c>.</summary>
    public static string Of(TimeSpan time) =>
        time == TimeSpan.Zero ? "0s"
        : time.Ticks % TimeSpan.TicksPerHour == 0 ? $"{time.Ticks / TimeSpan.TicksPerHour}h"
        : time.Ticks % TimeSpan.TicksPerMinute == 0 ? $"{time.Ticks / TimeSpan.TicksPerMinute}m"
        : time.Ticks % TimeSpan.TicksPerSecond == 0 ? $"{time.Ticks / TimeSpan.TicksPerSecond}s"
        : $"{time.Ticks / TimeSpan.TicksPerMillisecond}ms";
}
