namespace Planner.Cli.Simulation;

/// <summary>The command line that simulates a run with faults again, ready to be pasted into a shell.</summary>
static class ReplayCommandLine
{
    /// <summary>All of it but the token at its end.</summary>
    internal static string Of(string plan, string device, string target, IReadOnlyDictionary<string, string> inputs, string? plans, int seed)
    {
        var words = new List<string> { "planner", "simulate", plan, "--device", device, "--to", target };
        foreach (var (name, value) in inputs) words.AddRange(["--set", $"{name}={value}"]);
        if (plans is not null) words.AddRange(["--plans", plans]);
        words.AddRange(["--seed", $"{seed}", "--replay"]);
        return string.Join(' ', words.Select(Quoted));
    }

    static string Quoted(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./+:=@%,".Contains(letter, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
