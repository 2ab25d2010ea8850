namespace Planner.Engine.Language;

/// <content>What is refused before a file's meaning is looked at.</content>
public static partial class ProblemCodes
{
    /// <summary>The text breaks the rules of YAML 1.2.</summary>
    public static ProblemCode Syntax { get; } = Error("PLN001", "Not YAML", """
        The file could not be read as YAML from this place on, so nothing after it was looked at.
        Common causes: an indent that does not line up, a tab used as an indent, a quote or bracket that is not closed, or a ': ' inside a text without quotes.
        Mend the place named, or put the text into quotes, and validate again: later problems show up only then.
        """);

    /// <summary>A file above 1 MiB.</summary>
    public static ProblemCode TooLarge { get; } = Error("PLN002", "File too large", """
        A plan, layout or device file has at most 1 MiB. The limit keeps a broken or hostile file from filling a device's memory.
        Nothing of the file was read.
        Move content that is not part of the plan (images, scripts, archives) out of the file and name it by an image or a path.
        """);

    /// <summary>Bytes that are no UTF-8.</summary>
    public static ProblemCode NotUtf8 { get; } = Error("PLN003", "Not UTF-8", """
        Files are UTF-8 text. The place named is the first byte that is not; the message says how many there are.
        Usually the file was saved as Latin-1 or Windows-1252, or it was cut off in the middle of a character.
        Save it as UTF-8 and validate again. Everything else in the file was still checked.
        """);

    /// <summary>NUL or another control character.</summary>
    public static ProblemCode Binary { get; } = Error("PLN004", "Not a text", """
        The file holds a NUL or another control character, which no text file has: it is binary, damaged, or UTF-16.
        Nothing of the file was read.
        Check that the path names the file you mean, and that it was neither compressed nor cut off.
        """);

    /// <summary>No document at all.</summary>
    public static ProblemCode Empty { get; } = Error("PLN005", "Empty file", """
        The file holds no value: it is empty, or has comments only.
        A truncated download or an interrupted save looks like this, so an empty file is never taken for a plan without steps.
        Start from 'planner new', or restore the file.
        """);

    /// <summary>More than one YAML document.</summary>
    public static ProblemCode SecondDocument { get; } = Error("PLN006", "Second document", """
        A file holds one YAML document. Here a second one starts with '---', and it was not read.
        One file is one plan, so that its name, version and digest mean one thing.
        Move the second document into a file of its own, or remove the '---'.
        """);

    /// <summary>A name given by <c>&amp;</c>.</summary>
    public static ProblemCode Anchor { get; } = Error("PLN007", "Anchor", """
        Anchors ('&name') are refused. With them a reader of a plan, or of a change to it, cannot see at one place what a step does.
        Write the value out where it is used.
        A text that begins with '&' needs quotes.
        """);

    /// <summary>A reference by <c>*</c>.</summary>
    public static ProblemCode Alias { get; } = Error("PLN008", "Alias", """
        Aliases ('*name') are refused: the value would stand somewhere else, and a small file could stand for gigabytes.
        Write the value out at this place.
        A text that begins with '*' needs quotes: "*.conf".
        """);

    /// <summary>The key <c>&lt;&lt;</c>.</summary>
    public static ProblemCode MergeKey { get; } = Error("PLN009", "Merge key", """
        The merge key '<<' is refused: which of two values holds would depend on rules that YAML 1.2 no longer has.
        Write out the fields that it would have brought.
        If a key is really called '<<', no file of Planner takes it.
        """);

    /// <summary>A type given by <c>!</c>.</summary>
    public static ProblemCode Tag { get; } = Error("PLN013", "Tag", """
        Tags ('!name', '!!str') are refused: the type of every value comes from its field, never from the file.
        Remove the tag; a text that looks like a number may stay as it is or be put into quotes.
        A text that begins with '!' needs quotes.
        """);

    /// <summary>One key twice in a mapping.</summary>
    public static ProblemCode DuplicateKey { get; } = Error("PLN014", "Duplicate key", """
        A mapping has the same key twice. Readers of YAML disagree on which one counts, so neither is guessed; both places are named.
        The first one was used for the rest of the checks.
        Remove one of them, or rename it if another key was meant.
        """);

    /// <summary>More than 16 levels.</summary>
    public static ProblemCode TooDeep { get; } = Error("PLN015", "Nested too deep", """
        Values may be nested 16 levels deep; no file of Planner needs more than 8.
        What lies deeper at this place was not read.
        Usually an indent or a bracket went wrong before it; otherwise flatten the value.
        """);

    /// <summary>A key that is a mapping, a list or nothing.</summary>
    public static ProblemCode KeyNotText { get; } = Error("PLN016", "Key is not a text", """
        A key of a mapping must be a plain text. A list, a mapping or nothing stands here in the place of a key.
        Braces without quotes do this: '{{ name }}' is YAML for a mapping as a key.
        Put the text into quotes, or write the key that was meant.
        """);

    static ProblemCode[] SyntaxCodes() => [Syntax, TooLarge, NotUtf8, Binary, Empty, SecondDocument, Anchor, Alias, MergeKey, Tag, DuplicateKey, TooDeep, KeyNotText];
}
