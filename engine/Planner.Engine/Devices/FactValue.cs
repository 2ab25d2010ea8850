namespace Planner.Engine.Devices;

/// <summary>Types of facts.</summary>
public enum FactType
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A host OS or supervisor version.</summary>
    Version,

    /// <summary>Bytes.</summary>
    Size,

    /// <summary>True or false.</summary>
    Boolean,
}

/// <summary>A fact's value, or why it is unknown.</summary>
/// <param name="Type">The fact's type.</param>
/// <param name="Text">The value as text: a size in bytes, <c>true</c> or <c>false</c>, the version as it was found; null when unknown.</param>
/// <param name="Reason">Why it is unknown, or null.</param>
public sealed record FactValue(FactType Type, string? Text, string? Reason)
{
    /// <summary>A text.</summary>
    public static FactValue Of(string text) => new(FactType.Text, text, null);

    /// <summary>A version; unknown when the text holds none.</summary>
    public static FactValue OfVersion(string text) =>
        HostVersion.TryParse(text, out _) ? new(FactType.Version, text, null) : Unknown(FactType.Version, $"'{text}' holds no version");

    /// <summary>Bytes.</summary>
    public static FactValue Of(long bytes) => new(FactType.Size, bytes.ToString(), null);

    /// <summary>True or false.</summary>
    public static FactValue Of(bool value) => new(FactType.Boolean, value ? "true" : "false", null);

    /// <summary>Not to be had.</summary>
    public static FactValue Unknown(FactType type, string reason) => new(type, null, reason);

    /// <summary>Whether there is a value.</summary>
    public bool IsKnown => Text is not null;

    /// <summary>The value for people: sizes with a unit, <c>unknown: reason</c>.</summary>
    public override string ToString() => Text is null ? $"unknown: {Reason}" : Type == FactType.Size ? ByteSize.Format(long.Parse(Text)) : Text;
}
