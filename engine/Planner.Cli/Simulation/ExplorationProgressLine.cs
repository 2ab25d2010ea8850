using System.Diagnostics;
using Planner.Cli.Output;
using Planner.Devices.Simulated.Exploration;

namespace Planner.Cli.Simulation;

/// <summary>How far an exploration is, with the time that is left: one line that is written over on a terminal, else a line now and then.</summary>
/// <param name="terminal">Where.</param>
/// <param name="device">The device that is explored.</param>
sealed class ExplorationProgressLine(Terminal terminal, string device) : IProgress<ExplorationProgress>, IDisposable
{
    static readonly TimeSpan Live = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan Plain = TimeSpan.FromSeconds(10);

    readonly Lock one = new();
    readonly Stopwatch watch = Stopwatch.StartNew();
    TimeSpan last;
    bool isShown;

    /// <inheritdoc/>
    public void Report(ExplorationProgress value)
    {
        lock (one)
        {
            var now = watch.Elapsed;
            if (now - last < (terminal.IsLive ? Live : Plain)) return;
            last = now;
            var left = value.Share > 0 ? $", {Words.Of((now / value.Share) - now)} left" : "";
            var line = $"{device}: {value.Share:0%}, {Words.Grouped(value.Runs)} runs{(value.Broken > 0 ? $", {Words.Grouped(value.Broken)} broken" : "")}{left}";
            if (terminal.IsLive) terminal.Over(line);
            else terminal.Say(line);
            isShown = true;
        }
    }

    /// <summary>Takes the line away again.</summary>
    internal void End()
    {
        if (isShown && terminal.IsLive) terminal.Over("");
        isShown = false;
    }

    /// <inheritdoc/>
    public void Dispose() => End();
}
