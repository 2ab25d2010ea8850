using System.Text.RegularExpressions;
using Planner.Engine.Language;

namespace Planner.Engine.Execution;

/// <summary>Takes out of texts what nobody may read there: values of inputs that are marked secret, and of every URL the user and the query. Whatever a run tells goes through here.</summary>
public sealed partial class Secrets
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Word = "redacted";

    /// <summary>Shorter secrets are refused: they would be found in every other word.</summary>
    public const int ShortestValue = 4;

    readonly IReadOnlyList<string> values;

    Secrets(IEnumerable<string> values) => this.values =
        [.. values.Where(value => value.Length >= ShortestValue).SelectMany(value => new[] { value, Uri.EscapeDataString(value) }).Distinct().OrderByDescending(value => value.Length)];

    /// <summary>Where no input is secret: URLs only.</summary>
    public static Secrets None { get; } = new([]);

    /// <summary>Those of a plan, by the values of its inputs.</summary>
    public static Secrets Of(Plan plan, Func<string, string?> valueOf) =>
        plan.Inputs.Values.Any(input => input.IsSecret) ? new(plan.Inputs.Values.Where(input => input.IsSecret).Select(input => valueOf(input.Name)).OfType<string>()) : None;

    /// <summary>A text without them.</summary>
    public string In(string text)
    {
        foreach (var value in values) text = text.Replace(value, Word, StringComparison.Ordinal);
        if (text.Contains('@', StringComparison.Ordinal)) text = UserOfUrl().Replace(text, "");
        if (text.Contains('?', StringComparison.Ordinal)) text = QueryOfUrl().Replace(text, $"?{Word}");
        return text;
    }

    /// <summary>Texts without them.</summary>
    public IReadOnlyList<string> In(IReadOnlyList<string> texts) => [.. texts.Select(In)];

    /// <summary>A journal entry whose words for people are without them. What a later process needs stays as it is: the journal is for root alone.</summary>
    internal JournalEntry In(JournalEntry entry) =>
        entry.Data["cause"] is null ? entry : entry with { Data = new([.. entry.Data.Where(member => member.Key != "cause").Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())), new("cause", JournalEntry.Texts(In(entry.TextsOf("cause"))))]) };

    // With a scheme, or as clients write it before a registry: user:password@registry.example/. A digest (name:tag@sha256:…) is none.
    [GeneratedRegex(@"(?<=[A-Za-z][A-Za-z0-9+.-]*://)[^\s/?#@]*@|(?<![^\s'""(=,])[^\s/?#@:'""(=,]+:[^\s/?#@]+@(?!sha256:)(?=[A-Za-z0-9.-]+[/:])")]
    private static partial Regex UserOfUrl();

    [GeneratedRegex(@"(?<=[A-Za-z][A-Za-z0-9+.-]*://[^\s?]*)\?[^\s'""<>#]*[^\s'""<>#:;,.)]")]
    private static partial Regex QueryOfUrl();
}
