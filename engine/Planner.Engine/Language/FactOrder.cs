using Planner.Engine.Devices;

namespace Planner.Engine.Language;

/// <summary>How values of each type of fact are read, shown and compared.</summary>
static class FactOrder
{
    /// <summary>Whether a literal in a plan is a value of a type. A version must stand alone: the tolerance for text around it is for what devices say.</summary>
    public static bool CanRead(FactType type, string text) => type switch
    {
        FactType.Version => HostVersion.TryParse(text, out var version) && version.ToString() == text,
        FactType.Size => ByteSize.TryParse(text, out _),
        FactType.Boolean => text is "true" or "false",
        _ => true,
    };

    /// <summary>Whether two values are the same; null when one of them can not be read.</summary>
    public static bool? AreEqual(FactType type, string actual, string expected) => type switch
    {
        FactType.Version => HostVersion.TryParse(actual, out var left) && HostVersion.TryParse(expected, out var right) ? left.Equals(right) : null,
        FactType.Size => ByteSize.TryParse(actual, out var left) && ByteSize.TryParse(expected, out var right) ? left == right : null,
        _ => actual == expected,
    };

    /// <summary>The order of two values; null when one of them can not be read or when the type has none.</summary>
    public static int? Compare(FactType type, string actual, string expected) => type switch
    {
        FactType.Version => HostVersion.TryParse(actual, out var left) && HostVersion.TryParse(expected, out var right) ? left.CompareTo(right) : null,
        FactType.Size => ByteSize.TryParse(actual, out var left) && ByteSize.TryParse(expected, out var right) ? left.CompareTo(right) : null,
        _ => null,
    };

    /// <summary>A value for people.</summary>
    public static string Show(FactType type, string text) => type == FactType.Size && ByteSize.TryParse(text, out var bytes) ? ByteSize.Format(bytes) : text;
}
