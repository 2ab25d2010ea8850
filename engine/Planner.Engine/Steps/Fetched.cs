using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Engine.Steps;

/// <summary>Tells the user of every tenth that was fetched, how fast it comes, and how long the rest will take at that.</summary>
/// <param name="context">The step's context.</param>
/// <param name="all">Bytes to fetch in all.</param>
sealed class Fetched(StepContext context, long all) : IProgress<long>
{
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
        context.Report($"fetched {ByteSize.Format(Before + value)} of {ByteSize.Format(all)}{Pace.Of(Before + value - first.Value, context.Device.Clock.Elapsed - began, all - Before - value)}");
    }
}
