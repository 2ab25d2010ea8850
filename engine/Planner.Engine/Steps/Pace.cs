using Planner.Engine.Devices;

namespace Planner.Engine.Steps;

/// <summary>How fast something comes, and how long the rest takes at that.</summary>
public static class Pace
{
    // Of the first moments no rate can be told.
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>In words behind a comma, or nothing while it can not be told: <c>, 3.1 MiB/s, 35 s left</c>.</summary>
    /// <param name="came">Bytes that came.</param>
    /// <param name="took">In which time.</param>
    /// <param name="left">Bytes that are still to come.</param>
    public static string Of(long came, TimeSpan took, long left)
    {
        var rate = took < Soon ? 0 : came / took.TotalSeconds;
        return rate < 1 ? "" : $", {ByteSize.Format((long)rate)}/s{(left > 0 ? $", {Words(TimeSpan.FromSeconds(left / rate))} left" : "")}";
    }

    static string Words(TimeSpan left) => left.TotalMinutes < 2 ? $"{Math.Ceiling(left.TotalSeconds):0} s" : left.TotalHours < 2 ? $"{Math.Ceiling(left.TotalMinutes):0} min" : $"{Math.Ceiling(left.TotalHours):0} h";
}
