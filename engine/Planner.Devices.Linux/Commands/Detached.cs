namespace Planner.Devices.Linux.Commands;

/// <summary>Runs programs that may leave something running behind them: their output goes into a file, because what stays would keep a pipe open for ever.</summary>
static class Detached
{
    const int LongestReport = 2048;

    /// <summary>Runs a program whose exit code is an answer; gives also the end of what it said.</summary>
    /// <param name="tried">What it is run for.</param>
    /// <param name="line">The program and its arguments.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    /// <param name="timeout">When it is killed.</param>
    /// <param name="ct">Kills it too.</param>
    internal static async Task<(int ExitCode, string Report)> AskAsync(
        string tried, IReadOnlyList<string> line, string folder, IReadOnlyDictionary<string, string?> environment, TimeSpan timeout, CancellationToken ct)
    {
        var report = RunFolder.Fresh(".log");
        try
        {
            string[] arguments = ["-c", "exec >\"$1\" 2>&1 </dev/null; shift; exec \"$@\"", "sh", report, .. line];
            var result = await Programs.AskAsync(tried, "/bin/sh", arguments, folder, environment, timeout, ct).ConfigureAwait(false);
            var text = (await File.ReadAllTextAsync(report, ct).ConfigureAwait(false)).TrimEnd();
            return (result.ExitCode, text.Length > LongestReport ? text[^LongestReport..] : text);
        }
        finally
        {
            File.Delete(report);
        }
    }
}
