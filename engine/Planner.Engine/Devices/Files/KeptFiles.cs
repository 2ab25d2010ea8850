using Planner.Engine.Images;

namespace Planner.Engine.Devices.Files;

/// <summary>Which files' contents a snapshot keeps: those that the engine reads, and nothing else of a device.</summary>
/// <param name="layout">The device's layout.</param>
/// <param name="board">Its board.</param>
sealed class KeptFiles(Layout layout, Board board)
{
    const string Active = "active";

    /// <summary>Files on a partition.</summary>
    internal IEnumerable<string> On(string partition)
    {
        var isSlot = layout.Slots.Values.Contains(partition);
        var places = layout.Facts.Values.SelectMany(source => source.Places).Append(layout.Supervisor?.Override ?? default).Append(board.File ?? default).Append(board.Counter?.File ?? default);
        var here = places.Where(place => place.Partition == partition || (isSlot && place.Partition == Active)).Select(place => place.Path);
        return (isSlot && layout.Supervisor is { } supervisor ? here.Append(supervisor.Default) : here).Distinct();
    }

    /// <summary>Files in an image.</summary>
    internal IEnumerable<string> InImages => On(layout.Slots.Values.First());

    /// <summary>A file's content as it may leave the device; null when nothing of it may.</summary>
    internal byte[]? Clean(string partition, string path, byte[] content)
    {
        var isSlot = layout.Slots.Values.Contains(partition);
        var readers = layout.Facts.Values.Where(source => source.Format == FactFormat.Json && source.Places.Any(place => place.Path == path && (place.Partition == partition || (isSlot && place.Partition == Active)))).ToList();
        return readers.Count == 0 ? content : Redaction.OfJson(content, readers.ConvertAll(source => source.Key));
    }

    /// <summary>A file's content within an image as it may leave the device.</summary>
    internal byte[]? CleanOfImage(string path, byte[] content) => Clean(layout.Slots.Values.First(), path, content);

    /// <summary>Whether a path is Planner's own: a journal or staging of another run would make no sense in a snapshot.</summary>
    internal bool IsOwn(string partition, string path) =>
        (layout.Journal.Partition == partition && TreeSelection.IsAtOrBelow(path, layout.Journal.Path)) || (layout.Staging.Partition == partition && TreeSelection.IsAtOrBelow(path, layout.Staging.Path));
}
