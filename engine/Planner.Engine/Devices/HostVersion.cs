using System.Text.RegularExpressions;

namespace Planner.Engine.Devices;

/// <summary>A host OS version: semver with the revision of <c>+revN</c> as a number, found within any text, with a variant (<c>.dev</c>, <c>.prod</c>, or <c>(prod)</c> after it) that takes no part in the order. Calendar versions (<c>2019.07.0</c>) come after every 2.x by their numbers.</summary>
public sealed partial record HostVersion : IComparable<HostVersion>
{
    HostVersion(string text, IReadOnlyList<long> numbers, IReadOnlyList<string> preRelease, long? revision, string? variant)
    {
        Text = text;
        Numbers = numbers;
        PreRelease = preRelease;
        Revision = revision;
        Variant = variant;
    }

    /// <summary>The version alone, as it was written, without its variant.</summary>
    public string Text { get; }

    /// <summary><c>dev</c>, <c>prod</c>, or null.</summary>
    public string? Variant { get; }

    /// <summary>Whether it comes before the release of the same numbers.</summary>
    public bool IsPreRelease => PreRelease.Count > 0;

    /// <summary>The version as an image tag: <c>+</c> becomes <c>_</c>.</summary>
    public string Tag => Text.Replace('+', '_');

    IReadOnlyList<long> Numbers { get; }

    IReadOnlyList<string> PreRelease { get; }

    long? Revision { get; }

    // Longer texts are no version with words around it, and would cost the time of their square.
    const int LongestText = 256;

    /// <summary>Finds the version in a text of at most 256 characters; false when it holds none.</summary>
    public static bool TryParse(string text, out HostVersion version)
    {
        version = null!;
        if (TryParsePlain(text, out version)) return true;
        if (text.Length > LongestText) return false;
        var match = Form().Match(text);
        if (!match.Success) return false;
        var numbers = match.Groups["numbers"].Value.Split('.').Select(number => long.Parse(number)).ToList();
        var pre = match.Groups["pre"] is { Success: true, Value: var value } ? value.Split('.').ToList() : [];
        long? revision = match.Groups["rev"] is { Success: true, Value: var rev } ? long.Parse(rev) : null;
        var variant = match.Groups["variant"] is { Success: true, Value: var said } ? said : match.Groups["spoken"] is { Success: true, Value: var spoken } ? spoken : null;
        version = new HostVersion(match.Groups["version"].Value, numbers, pre, revision, variant);
        return true;
    }

    /// <summary>The same version of a variant that the OS tells beside it; where the version names one itself, that counts.</summary>
    public HostVersion OfVariant(string? variant) => Variant is null && variant is ("dev" or "prod") ? new HostVersion(Text, Numbers, PreRelease, Revision, variant) : this;

    /// <summary>Whether an update may lead from one variant to the other: development to development, production to production, either to none.</summary>
    public bool MayBecome(HostVersion target) => target.Variant is null || Variant is null || Variant == target.Variant;

    /// <inheritdoc/>
    public int CompareTo(HostVersion? other)
    {
        if (other is null) return 1;
        for (var i = 0; i < 3; i++)
            if (Numbers[i].CompareTo(other.Numbers[i]) is not 0 and var order) return order;
        return ComparePreRelease(PreRelease, other.PreRelease) is not 0 and var pre ? pre : (Revision ?? -1).CompareTo(other.Revision ?? -1);
    }

    /// <summary>Two versions are equal when neither comes before the other and their variants are the same.</summary>
    public bool Equals(HostVersion? other) => other is not null && CompareTo(other) == 0 && Variant == other.Variant;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Numbers[0], Numbers[1], Numbers[2], Revision ?? -1);

    /// <inheritdoc/>
    public override string ToString() => Variant is null ? Text : $"{Text}.{Variant}";

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/>.</summary>
    public static bool operator <(HostVersion left, HostVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/>.</summary>
    public static bool operator >(HostVersion left, HostVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not come after <paramref name="right"/>.</summary>
    public static bool operator <=(HostVersion left, HostVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not come before <paramref name="right"/>.</summary>
    public static bool operator >=(HostVersion left, HostVersion right) => left.CompareTo(right) >= 0;

    /// <summary>Reads the usual text, numbers and a revision and nothing else, without the costs of the form below.</summary>
    static bool TryParsePlain(string text, out HostVersion version)
    {
        version = null!;
        var (numbers, revision) = (new long[3], -1L);
        var rest = text.AsSpan();
        for (var place = 0; place < numbers.Length; place++)
            if ((place > 0 && !Skip(ref rest, ".")) || !Take(ref rest, out numbers[place])) return false;
        if (Skip(ref rest, "+rev") && !Take(ref rest, out revision)) return false;
        if (!rest.IsEmpty) return false;
        version = new HostVersion(text, numbers, [], revision < 0 ? null : revision, null);
        return true;
    }

    static bool Skip(ref ReadOnlySpan<char> rest, string mark)
    {
        if (!rest.StartsWith(mark)) return false;
        rest = rest[mark.Length..];
        return true;
    }

    static bool Take(ref ReadOnlySpan<char> rest, out long number)
    {
        number = 0;
        var length = rest.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : rest.Length;
        if (length is 0 or > 9) return false;
        number = long.Parse(rest[..length]);
        rest = rest[length..];
        return true;
    }

    static int ComparePreRelease(IReadOnlyList<string> left, IReadOnlyList<string> right)
    {
        if (left.Count == 0 || right.Count == 0) return right.Count.CompareTo(left.Count);
        for (var i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            var order = (IsNumber(left[i]), IsNumber(right[i])) switch
            {
                (true, true) => CompareNumbers(left[i].TrimStart('0'), right[i].TrimStart('0')),
                (true, false) => -1,
                (false, true) => 1,
                _ => string.CompareOrdinal(left[i], right[i]),
            };
            if (order != 0) return order;
        }

        return left.Count.CompareTo(right.Count);
    }

    // Of any length: semver sets no limit.
    static int CompareNumbers(string left, string right) => left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(left, right);

    static bool IsNumber(string identifier) => identifier.All(char.IsAsciiDigit);

    // What follows may be no further part of a version: of 1.2.3.4 or 2.0.0_rev1 nothing is taken rather than a half.
    [GeneratedRegex(@"(?<![0-9A-Za-z._+-])v?(?<version>(?<numbers>[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9})(?:-(?<pre>(?!dev\b|prod\b)[0-9A-Za-z-]+(?:\.(?!dev\b|prod\b)[0-9A-Za-z-]+)*))?(?:\+rev(?<rev>[0-9]{1,9}))?)(?:[.-](?<variant>dev|prod)\b|[ ]*\((?<spoken>dev|prod)\))?(?![._-]?[0-9A-Za-z])(?!\+)")]
    private static partial Regex Form();
}
