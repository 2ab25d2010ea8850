using Planner.Engine.Devices;

namespace Planner.Engine.Language;

/// <summary>Asks whether facts match what a plan says of them.</summary>
public static class Matching
{
    /// <summary>Tests one condition.</summary>
    /// <param name="condition">What is asked.</param>
    /// <param name="actual">The fact's value now.</param>
    /// <param name="valueOf">Gives the value of a name within <c>${}</c> as text, sizes in bytes; null when it is unknown.</param>
    /// <returns>Null when it holds; else why not, for people. A fact that is unknown never passes.</returns>
    public static string? Test(FactCondition condition, FactValue actual, Func<string, string?> valueOf)
    {
        if (actual.Text is not { } value) return $"{condition.Fact} is {actual}";
        if (FirstName(condition.Matcher, name => valueOf(name) is null) is { } unknown) return $"{condition.Fact} can not be compared: {unknown} is unknown";
        var match = new Trial(actual.Type, value, name => valueOf(name)!);
        return match.Passes(condition.Matcher) switch
        {
            true => null,
            false => $"{condition.Fact} is {match.Actual(condition.Matcher)}, must be {match.Expected(condition.Matcher)}",
            null => $"{condition.Fact} is {actual} and can not be compared with {match.Expected(condition.Matcher)}",
        };
    }

    /// <summary>Every value that a matcher compares with.</summary>
    public static IEnumerable<Template> TemplatesOf(Matcher matcher) => matcher switch
    {
        EqualMatcher equal => [equal.Value],
        RangeMatcher range => range.Comparisons.Select(comparison => comparison.Value),
        AnyMatcher any => any.Options.SelectMany(TemplatesOf),
        NotMatcher not => TemplatesOf(not.Inner),
        _ => [],
    };

    /// <summary>The first name in a matcher's values of which something is true, or null.</summary>
    public static string? FirstName(Matcher matcher, Func<string, bool> isTrue) => matcher switch
    {
        EqualMatcher { Value.Names.Count: 0 } => null,
        EqualMatcher equal => equal.Value.Names.FirstOrDefault(isTrue),
        RangeMatcher range => FirstOf(range.Comparisons, comparison => comparison.Value.Names.FirstOrDefault(isTrue)),
        AnyMatcher any => FirstOf(any.Options, option => FirstName(option, isTrue)),
        NotMatcher not => FirstName(not.Inner, isTrue),
        _ => null,
    };

    static string? FirstOf<T>(IReadOnlyList<T> parts, Func<T, string?> first)
    {
        foreach (var part in parts)
            if (first(part) is { } found) return found;
        return null;
    }

    sealed class Trial(FactType type, string value, Func<string, string> valueOf)
    {
        public bool? Passes(Matcher matcher) => matcher switch
        {
            EqualMatcher equal => FactOrder.AreEqual(type, value, equal.Value.Expand(valueOf)),
            RangeMatcher range => All(range.Comparisons.Select(Holds)),
            AnyMatcher any => Any(any.Options),
            NotMatcher not => !Passes(not.Inner),
            _ => null,
        };

        public string Expected(Matcher matcher) => matcher switch
        {
            EqualMatcher equal => Show(equal.Value),
            RangeMatcher range => string.Join(" and ", range.Comparisons.Select(comparison => $"{comparison.Operator} {Show(comparison.Value)}")),
            AnyMatcher any => string.Join(" or ", any.Options.Select(Expected)),
            NotMatcher not => $"anything but {Expected(not.Inner)}",
            _ => matcher.ToString(),
        };

        // Two sizes may differ and still round to the same words: then both are told in bytes.
        public string Actual(Matcher matcher) => TemplatesOf(matcher).Any(template => IsNear(template.Expand(valueOf))) ? $"{value} bytes" : FactOrder.Show(type, value);

        static bool? All(IEnumerable<bool?> answers)
        {
            var known = answers.ToList();
            return known.Contains(false) ? false : known.Contains(null) ? null : true;
        }

        /// <summary>One that passes is enough, whatever can not be said of the others.</summary>
        bool? Any(IReadOnlyList<Matcher> options)
        {
            bool? answer = false;
            foreach (var option in options)
            {
                if (Passes(option) is not { } passes) answer = null;
                else if (passes) return true;
            }

            return answer;
        }

        bool? Holds(Comparison comparison) => FactOrder.Compare(type, value, comparison.Value.Expand(valueOf)) is not { } order ? null : comparison.Operator switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            ">=" => order >= 0,
            _ => order == 0,
        };

        bool IsNear(string expected) => type == FactType.Size && FactOrder.Show(type, expected) == FactOrder.Show(type, value);

        string Show(Template template)
        {
            var text = template.Expand(valueOf);
            var shown = IsNear(text) && ByteSize.TryParse(text, out var bytes) ? $"{bytes} bytes" : FactOrder.Show(type, text);
            return template.IsLiteral ? shown : $"{shown} ({string.Join(", ", template.Names)})";
        }
    }
}
