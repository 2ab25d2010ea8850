using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Planner.Engine.Execution;

/// <summary>One line of the journal: what is about to happen or has happened. Format 1: eight hex digits of CRC-32C over the JSON, a space, the JSON, a line feed.</summary>
/// <param name="Mark">What kind of line.</param>
/// <param name="Step">Number of the step that it is about, or null.</param>
/// <param name="Data">What it says.</param>
public sealed record JournalEntry(string Mark, int? Step, JsonObject Data)
{
    /// <summary>A run begins: everything that was decided once.</summary>
    public const string RunMark = "run";

    /// <summary>A step begins, with its roles bound.</summary>
    public const string BeginMark = "begin";

    /// <summary>A step keeps what its undo needs.</summary>
    public const string KeptMark = "kept";

    /// <summary>A try of a step failed.</summary>
    public const string FailedMark = "failed";

    /// <summary>A step ended, with its outputs.</summary>
    public const string EndMark = "end";

    /// <summary>From here on the run is taken back.</summary>
    public const string UndoMark = "undo";

    /// <summary>A step is taken back.</summary>
    public const string UndoneMark = "undone";

    /// <summary>A step could not be taken back, with the cause.</summary>
    public const string UndoFailedMark = "undo-failed";

    /// <summary>The run waits beyond its point of no return, with the cause.</summary>
    public const string ParkedMark = "parked";

    /// <summary>The run is over, and what it kept could not be freed in a boot.</summary>
    public const string FreeFailedMark = "free-failed";

    /// <summary>The device has booted as the run asked for, with the boot's id.</summary>
    public const string BootMark = "boot";

    /// <summary>The run is taken up again after an interruption, with the boot's id.</summary>
    public const string ResumeMark = "resume";

    /// <summary>The old OS is about to be booted, to take the run back.</summary>
    public const string ReturnMark = "return";

    /// <summary>Another layout is in force from here on, with what the active slot is called in it; where that layout has its journal elsewhere, the run goes on there.</summary>
    public const string LayoutMark = "layout";

    /// <summary>How the run ended.</summary>
    public const string OutcomeMark = "outcome";

    /// <summary>Beyond the point of no return: the old OS came up instead of the new one, and the boot is switched once more.</summary>
    public const string AgainMark = "again";

    /// <summary>Everything of the run is cleaned up.</summary>
    public const string ClosedMark = "closed";

    const int Format = 1;

    const int UsualLength = 512;

    static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>A step kept something.</summary>
    public static JournalEntry Kept(int step, JsonObject data) => new(KeptMark, step, data);

    /// <summary>A line about a step or the run that says no more.</summary>
    public static JournalEntry Of(string mark, int? step = null) => new(mark, step, []);

    /// <summary>A line about a boot.</summary>
    public static JournalEntry InBoot(string mark, string boot) => new(mark, null, new JsonObject { ["boot"] = boot });

    /// <summary>A step could not be taken back in a boot.</summary>
    /// <param name="step">Its number, or null for the run as a whole.</param>
    /// <param name="causes">Why.</param>
    /// <param name="boot">Id of the boot.</param>
    /// <param name="givenUp">Whether it is not to be tried again.</param>
    public static JournalEntry UndoFailed(int? step, IReadOnlyList<string> causes, string boot, bool givenUp)
    {
        var data = new JsonObject { ["cause"] = Texts(causes), ["boot"] = boot };
        if (givenUp) data["given-up"] = true;
        return new(UndoFailedMark, step, data);
    }

    /// <summary>A line with a cause chain.</summary>
    public static JournalEntry Caused(string mark, int? step, IReadOnlyList<string> causes) => new(mark, step, new JsonObject { ["cause"] = Texts(causes) });

    /// <summary>The run that begins with it; empty when none does.</summary>
    internal string RunId => Mark == RunMark ? Data["run"]?.GetValue<string>() ?? "" : "";

    /// <summary>The boot that it tells of; empty when it tells of none.</summary>
    internal string BootId => Data["boot"]?.GetValue<string>() ?? "";

    /// <summary>Texts as a JSON array.</summary>
    internal static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    /// <summary>The texts of a member of <see cref="Data"/>; none when it is not there.</summary>
    internal IReadOnlyList<string> TextsOf(string member) => Data[member] is JsonArray texts ? [.. texts.Select(text => text!.GetValue<string>())] : [];

    /// <summary>The line, with its end.</summary>
    public byte[] Encode() => new Encoder().Encode(this).ToArray();

    /// <summary>Whether a line without its end is as it was written, by whichever Planner.</summary>
    internal static bool IsWhole(ReadOnlySpan<byte> line) =>
        line.Length >= 11 && line[8] == ' ' && uint.TryParse(line[..8], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var crc) && crc == Crc(line[9..]);

    /// <summary>Reads a line without its end; null when it is damaged or of a newer format.</summary>
    public static JournalEntry? Decode(ReadOnlySpan<byte> line)
    {
        if (!IsWhole(line)) return null;
        var text = line[9..];
        try
        {
            var json = JsonNode.Parse(text) as JsonObject;
            if (json?["format"]?.GetValue<int>() != Format || json["mark"]?.GetValue<string>() is not { } mark || json["data"] is not JsonObject data) return null;
            json.Remove("data");
            return new JournalEntry(mark, json["step"]?.GetValue<int>(), data);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Makes lines, one after another in one place.</summary>
    internal sealed class Encoder
    {
        readonly ArrayBufferWriter<byte> text = new(UsualLength);
        readonly ArrayBufferWriter<byte> line = new(UsualLength);

        /// <summary>The line of an entry, with its end; good until the next one.</summary>
        internal ReadOnlyMemory<byte> Encode(JournalEntry entry)
        {
            text.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(text, Plain)) Write(json, entry);
            line.ResetWrittenCount();
            var head = line.GetSpan(9);
            Crc(text.WrittenSpan).TryFormat(head, out _, "x8", CultureInfo.InvariantCulture);
            head[8] = (byte)' ';
            line.Advance(9);
            line.Write(text.WrittenSpan);
            line.Write("\n"u8);
            return line.WrittenMemory;
        }

        static void Write(Utf8JsonWriter json, JournalEntry entry)
        {
            json.WriteStartObject();
            json.WriteNumber("format"u8, Format);
            json.WriteString("mark"u8, entry.Mark);
            if (entry.Step is { } step) json.WriteNumber("step"u8, step);
            json.WritePropertyName("data"u8);
            entry.Data.WriteTo(json);
            json.WriteEndObject();
        }
    }

    static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes) crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
