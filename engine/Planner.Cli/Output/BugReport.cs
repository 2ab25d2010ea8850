namespace Planner.Cli.Output;

/// <summary>What is said when Planner itself is wrong: enough to report it, and no more unless it is asked for.</summary>
static class BugReport
{
    /// <summary>Set to 1 it shows where a bug is, call by call.</summary>
    const string DebugVariable = "PLANNER_DEBUG";

    internal static void Write(Exception bug, Terminal terminal)
    {
        terminal.Error($"this is a bug in Planner {Product.Version}; please report these lines and what you did:");
        for (var cause = bug; cause is not null; cause = cause.InnerException) terminal.Say($"  {cause.GetType()}: {cause.Message}");
        if (bug.StackTrace is not { } trace) return;
        if (Environment.GetEnvironmentVariable(DebugVariable) == "1") terminal.Say(trace);
        else terminal.Say($"  {trace.Split('\n')[0].Trim()}");
    }
}
