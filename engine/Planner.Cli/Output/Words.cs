namespace Planner.Cli.Output;

/// <summary>Numbers and times as people say them.</summary>
static class Words
{
    /// <summary><c>1 file</c>, <c>2 files</c>.</summary>
    internal static string Count(int number, string one) => number == 1 ? $"1 {one}" : $"{number} {one}s";

    /// <summary>A large number in groups of three digits: <c>12,345</c>.</summary>
    internal static string Grouped(long number) => number.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A time in its two largest units: <c>0.8s</c>, <c>42s</c>, <c>3m 5s</c>, <c>1h 12m</c>.</summary>
    internal static string Of(TimeSpan time) =>
        time.TotalSeconds < 10 ? FormattableString.Invariant($"{time.TotalSeconds:0.#}s")
        : time.TotalMinutes < 1 ? $"{(int)time.TotalSeconds}s"
        : time.TotalHours < 1 ? $"{(int)time.TotalMinutes}m {time.Seconds}s"
        : $"{(int)time.TotalHours}h {time.Minutes}m";
}
