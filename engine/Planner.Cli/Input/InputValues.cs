namespace Planner.Cli.Input;

/// <summary>Values of <c>--set input=value</c>.</summary>
static class InputValues
{
    /// <summary>Why a text is no <c>input=value</c>, or null.</summary>
    internal static string? Refusal(string text) => text.IndexOf('=', StringComparison.Ordinal) > 0 ? null : $"--set takes input=value, not '{text}'";

    /// <summary>The inputs that have more than one value.</summary>
    internal static IEnumerable<string> Repeated(IEnumerable<string> texts) => texts.GroupBy(NameOf).Where(values => values.Count() > 1).Select(values => values.Key);

    /// <summary>The values by input.</summary>
    internal static IReadOnlyDictionary<string, string> Of(IEnumerable<string> texts) => texts.ToDictionary(NameOf, text => text[(NameOf(text).Length + 1)..]);

    static string NameOf(string text) => text.Split('=')[0];
}
