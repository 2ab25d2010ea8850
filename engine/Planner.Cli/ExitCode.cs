namespace Planner.Cli;

/// <summary>Exit codes of commands; those of a run come from its outcome.</summary>
static class ExitCode
{
    internal const int Good = 0;

    internal const int Usage = 2;

    internal const int Invalid = 3;

    internal const int Refused = 4;

    internal const int NotOver = 5;

    internal const int Broken = 6;

    internal const int Bug = 70;
}
