namespace Planner.Cli.Input;

/// <summary>Values of <c>--set input=value</c>.</summary>
static class InputValues
{
    /// <summary>Why a text is no <c>input=value</c>, or null.</summary>
    internal static string? Refusal(string text) => text.IndexOf('=', StringComparison.Ordinal) > 0 ? null : $"--set takes input=value, not '{text}'";

    /// <summary>The values by input; of two for one input the last counts.</summary>
    internal static IReadOnlyDictionary<string, string> Of(IEnumerable<string> texts)
    {
        var values = new Dictionary<string, string>();
        foreach (var text in texts)
        {
            var cut = text.IndexOf('=', StringComparison.Ordinal);
            values[text[..cut]] = text[(cut + 1)..];
        }

        return values;
    }
}
