using Planner.Engine.Devices;

namespace Planner.Engine.Boot;

/// <summary>The text that the U-Boot of early BeagleBones imports (<c>uEnv.txt</c>): <c>bootpart=1:2</c> names the partition of the root, and <c>finduuid</c> asks for the UUID of the same. It counts nothing and never falls back.</summary>
public sealed class BeagleboneUenv : TextFamily
{
    const string Find = "finduuid";
    const string OwnRoot = "setemmcroot";

    /// <inheritdoc/>
    public override string Name => "beaglebone-uenv";

    /// <inheritdoc/>
    protected override IEnumerable<SlotPlace> Places(Board board, string text)
    {
        var variable = board.Variable!;
        var lines = Lines(text).ToList();
        // Of two lines with one name the last counts: U-Boot imports them in their order.
        if (lines.LastOrDefault(line => line.Name == variable) is { Name: not null } named) yield return new SlotPlace(named.At, named.Value, SlotOf(board, named.Value), Decides: true);
        if (lines.LastOrDefault(line => line.Name == Find) is not { Name: not null } find) throw Unclear(board, $"it has no line '{Find}=part uuid mmc ${{{variable}}} uuid', and where the root is without one is the loader's own affair");
        if (!find.Value.Contains($"${{{variable}}}", StringComparison.Ordinal)) yield return PlaceIn(board, find.At, find.Value);
        // A root of its own, set beside the partition: made a comment by the write that switches, as this board's first update has always done away with it.
        foreach (var line in lines.Where(line => line.Name == OwnRoot)) yield return new SlotPlace(line.At - line.Name.Length - 1, OwnRoot[..1], null, Decides: true, Becomes: "#");
    }

    static SlotPlace PlaceIn(Board board, int at, string value)
    {
        foreach (var (slot, text) in board.Slots)
            if ($" {value} ".IndexOf($" {text} ", StringComparison.Ordinal) is var place and >= 0) return new SlotPlace(at + place, text, slot, Decides: true);
        throw Unclear(board, $"{Find} is '{value}', which names no slot of {board.Name}");
    }

    static IEnumerable<(string Name, string Value, int At)> Lines(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is var next and >= 0 ? next : text.Length;
            var line = text[start..end].TrimEnd('\r', '\0');
            if (line.IndexOf('=', StringComparison.Ordinal) is var sign and > 0 && line[0] != '#') yield return (line[..sign], line[(sign + 1)..], start + sign + 1);
            start = end + 1;
        }
    }
}
