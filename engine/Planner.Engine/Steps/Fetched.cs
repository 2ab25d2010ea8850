using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Engine.Steps;

/// <summary>Tells the user of every tenth that was fetched, how fast it comes, and how long the rest will take at that.</summary>
/// <param name="context">The step's context.</param>
/// <param name="all">Bytes to fetch in all.</param>
sealed class Fetched(StepContext context, long all) : IProgress<long>
{
    // Of the first moments no rate can be told.
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    readonly TimeSpan began = context.Device.Clock.Elapsed;
    long? first;
    int told = -1;

    /// <summary>Bytes that were there before what is fetched now.</summary>
    internal long Before { get; set; }

    /// <inheritdoc/>
    public void Report(long value)
    {
        first ??= Before + value;
        var tenth = all > 0 ? (int)Math.Min(10, (Before + value) * 10 / all) : 0;
        if (tenth <= told) return;
        told = tenth;
        context.Report($"fetched {ByteSize.Format(Before + value)} of {ByteSize.Format(all)}{Pace(Before + value)}");
    }

    string Pace(long now)
    {
        var took = context.Device.Clock.Elapsed - began;
        var rate = took < Soon ? 0 : (now - first!.Value) / took.TotalSeconds;
        return rate < 1 ? "" : $", {ByteSize.Format((long)rate)}/s{(now < all ? $", {Left(TimeSpan.FromSeconds((all - now) / rate))} left" : "")}";
    }

    static string Left(TimeSpan left) => left.TotalMinutes < 2 ? $"{Math.Ceiling(left.TotalSeconds):0} s" : left.TotalHours < 2 ? $"{Math.Ceiling(left.TotalMinutes):0} min" : $"{Math.Ceiling(left.TotalHours):0} h";
}
