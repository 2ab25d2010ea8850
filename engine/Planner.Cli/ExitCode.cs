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

    internal const int NotAuthentic = 7;

    internal const int Bug = 70;

    /// <summary>All of them, also those of a run.</summary>
    internal static IReadOnlyList<(int Code, string Meaning)> Meanings { get; } =
    [
        (Good, "done, or nothing to do"),
        (1, "failed; the old OS runs and everything was undone"),
        (Usage, "wrong usage"),
        (Invalid, "a file is invalid, or can not be read or written"),
        (Refused, "refused before anything changed"),
        (NotOver, "not over: to be resumed"),
        (Broken, "simulate: a promise is broken, or a device did not end as it expects"),
        (NotAuthentic, "not authentic; everything was undone"),
        (8, "a reboot is pending; the run goes on after it"),
        (9, "busy: another run is active, or an open one waits for 'resume' or 'abort'"),
        (10, "failed, and something could not be undone"),
        (Bug, "a bug in Planner"),
    ];
}
