using System.Buffers;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Engine.Execution;

/// <summary>The journal file: preallocated, append-only, each line flushed before the effect that it announces.</summary>
public sealed class Journal
{
    /// <summary>Bytes that are allocated when a run begins.</summary>
    public const int Capacity = 64 * 1024;

    /// <summary>Bytes that only an undo may fill, so that a full journal can still be taken back.</summary>
    const int UndoReserve = 16 * 1024;

    /// <summary>In the place of a line's first byte: what stands there is a line that failed, and does not count. No line begins with it, nor with a byte from which a single bit tells it.</summary>
    const byte Void = (byte)'~';

    readonly JournalEntry.Encoder encoder = new();
    readonly IFiles files;
    readonly PartitionPath path;
    readonly PartitionPath overflow;
    readonly List<byte[]> overflowing = [];
    int length;
    int dirty;
    bool undoing;

    /// <summary>A journal file.</summary>
    /// <param name="files">The device's files.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="overflow">Where an undo goes on with it when it can not be written any more.</param>
    /// <param name="length">Bytes of whole lines.</param>
    /// <param name="dirty">Up to where it may hold something else than zeros: a torn line, one that failed.</param>
    Journal(IFiles files, PartitionPath path, PartitionPath overflow, int length, int dirty)
    {
        this.files = files;
        this.path = path;
        this.overflow = overflow;
        this.length = length;
        this.dirty = dirty;
    }

    /// <summary>Where a layout has its journal.</summary>
    public static PartitionPath PathIn(Layout layout) => layout.Journal.Below("journal");

    /// <summary>Moves a journal that can not be gone on with out of the way; it is kept beside for people.</summary>
    public static async ValueTask SetAsideAsync(IFiles files, Layout layout, CancellationToken ct)
    {
        var (path, aside) = (PathIn(layout), PathIn(layout) with { Path = PathIn(layout).Path + ".damaged" });
        if (await files.StatAsync(path, ct) is null) return;
        // A rename replaces only what is of the same type.
        await files.DeleteAsync(aside, ct);
        await files.RenameAsync(path, aside, ct);
        await files.FlushAsync(path.Folder, ct);
    }

    /// <summary>Deletes the journal of a run that could not begin.</summary>
    internal static async ValueTask ForgetAsync(IFiles files, Layout layout, string run, CancellationToken ct)
    {
        var path = PathIn(layout);
        if (await ReadAsync(files, layout, ct) is { } content && RunState.Of(content.Entries)?.Id == run) await files.DeleteAsync(path, ct);
        await files.DeleteAsync(Beside(path), ct);
        if (await files.StatAsync(path.Folder, ct) is not null) await files.FlushAsync(path.Folder, ct);
    }

    /// <summary>Allocates a new journal that holds its first entry, in the place of a closed one.</summary>
    public static ValueTask<Journal> CreateAsync(IFiles files, Layout layout, JournalEntry first, CancellationToken ct) => CreateAsync(files, layout, [first], ct);

    static async ValueTask<Journal> CreateAsync(IFiles files, Layout layout, IReadOnlyList<JournalEntry> entries, CancellationToken ct)
    {
        var path = PathIn(layout);
        var beside = Beside(path);
        byte[] lines = [.. entries.SelectMany(entry => entry.Encode())];
        var content = ArrayPool<byte>.Shared.Rent(Capacity);
        try
        {
            content.AsSpan(0, Capacity).Clear();
            lines.CopyTo(content, 0);
            await files.WriteAsync(beside, content.AsMemory(0, Capacity), 0b110_000_000, ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(content);
        }

        await files.FlushAsync(beside, ct);
        await files.RenameAsync(beside, path, ct);
        await files.FlushAsync(path.Folder, ct);
        return new Journal(files, path, OverflowOf(layout, entries[0]), lines.Length, lines.Length);
    }

    /// <summary>Writes everything that a journal tells to where another layout has it, with the entry that begins there.</summary>
    internal static ValueTask<Journal> CopyAsync(IFiles files, Layout to, IReadOnlyList<JournalEntry> entries, JournalEntry entry, CancellationToken ct) => CreateAsync(files, to, [.. entries, entry], ct);

    /// <summary>The same journal under another name of its partition.</summary>
    internal Journal Renamed(Layout to, PartitionPath here, JournalEntry first) => new(files, here, OverflowOf(to, first), length, dirty);

    /// <summary>Reads the journal; null when there is none. A torn last line is dropped; damage before it ends the reading there and is told.</summary>
    public static async ValueTask<JournalContent?> ReadAsync(IFiles files, Layout layout, CancellationToken ct)
    {
        var path = PathIn(layout);
        byte[]? content;
        try
        {
            content = await files.ReadAsync(path, ct);
        }
        catch (DeviceException)
        {
            if (await WhyNoJournalAsync(files, path, ct) is not { } why) throw;
            return new JournalContent([], why, new Journal(files, path, layout.Staging.Below("journal"), 0, 0));
        }

        if (content is null) return null;
        var entries = new List<JournalEntry>();
        var at = 0;
        string? damage = null;
        var isForeign = false;
        if (content.Length != Capacity) damage = $"{path} has {content.Length} bytes instead of {Capacity}";
        while (at < content.Length && content[at] is not (0 or Void))
        {
            var end = Array.IndexOf(content, (byte)'\n', at);
            var entry = end < 0 ? null : JournalEntry.Decode(content.AsSpan(at, end - at));
            if (entry is null)
            {
                var isLast = end < 0 || end + 1 >= content.Length || content[end + 1] == 0;
                // The first line came with the file, whole: nothing can have torn it.
                isForeign = end >= 0 && JournalEntry.IsWhole(content.AsSpan(at, end - at));
                if (!isLast || entries.Count == 0 || isForeign) damage = $"line {entries.Count + 1} of {path} is {(isForeign ? "of another format: another Planner wrote it" : "damaged")}";
                break;
            }

            entries.Add(entry);
            at = end + 1;
        }

        damage ??= HasMoreBehindItsEnd(content.AsSpan(at)) ? $"{path} goes on behind line {entries.Count}, which is not its end" : null;
        var overflow = OverflowOf(layout, entries.FirstOrDefault());
        var journal = new Journal(files, path, overflow, at, content.AsSpan().LastIndexOfAnyExcept((byte)0) + 1);
        var isClosed = entries is [.., { Mark: JournalEntry.ClosedMark }] || EndsClosed(content.AsSpan(at));
        IReadOnlyList<JournalEntry> more = !isClosed && entries.Count > 0 ? await OverflowOfAsync(files, overflow, ct) : [];
        journal.overflowing.AddRange(more.Select(entry => entry.Encode()));
        return new JournalContent([.. entries, .. more], damage, journal) { IsOver = isClosed, IsForeign = isForeign };
    }

    /// <summary>Why what is in the journal's place can be none, whoever reads it; null when it may be one.</summary>
    static async ValueTask<string?> WhyNoJournalAsync(IFiles files, PartitionPath path, CancellationToken ct) => await files.StatAsync(path, ct) switch
    {
        { Type: EntryType.File, Size: > Capacity } found => $"{path} has {found.Size} bytes instead of {Capacity}",
        { Type: not EntryType.File } found => $"{path} is no file: it is a {found.Type}",
        _ => null,
    };

    /// <summary>Whether a whole line behind a damaged one says that the run is closed: then it does not matter what else is lost.</summary>
    static bool EndsClosed(ReadOnlySpan<byte> rest)
    {
        while (rest.IndexOf((byte)'\n') is >= 0 and var end)
        {
            if (JournalEntry.Decode(rest[..end])?.Mark == JournalEntry.ClosedMark) return true;
            rest = rest[(end + 1)..];
        }

        return false;
    }

    static PartitionPath Beside(PartitionPath path) => path with { Path = path.Path + ".new" };

    /// <summary>Behind the last whole line there is at most the beginning of a torn one, or parts of one that failed, then nothing but the zeros of the allocation.</summary>
    static bool HasMoreBehindItsEnd(ReadOnlySpan<byte> rest) => rest.IndexOf(rest is [Void, ..] ? (byte)'\n' : (byte)0) is >= 0 and var end && rest[(end + 1)..].ContainsAnyExcept((byte)0);

    /// <summary>From now on the reserve may be filled.</summary>
    public void BeginUndo() => undoing = true;

    /// <summary>Writes an entry, durably. In an undo, where the journal can not be written, it goes to a second file in the run's staging: what was taken back must not be forgotten. Only the end of a run is told by the journal alone.</summary>
    public async ValueTask AppendAsync(JournalEntry entry, CancellationToken ct)
    {
        var line = encoder.Encode(entry);
        try
        {
            if (entry.Mark == JournalEntry.ClosedMark) await TakeInAsync(ct);
            await WriteAsync(line, ct);
        }
        catch (DeviceException e) when (undoing && entry.Mark != JournalEntry.ClosedMark)
        {
            await OverflowAsync(line, e, ct);
        }
    }

    async ValueTask WriteAsync(ReadOnlyMemory<byte> line, CancellationToken ct)
    {
        var room = Capacity - (undoing ? 0 : UndoReserve);
        if (length + line.Length > room) throw new DeviceException(DeviceFault.NoSpace, $"write the journal {path}", $"its {room} bytes are used up");
        if (dirty > length) await ClearAsync(ct);
        dirty = Math.Max(dirty, length + line.Length);
        await files.OverwriteAsync(path, length, line, ct);
        await files.FlushAsync(path, ct);
        length = dirty;
    }

    /// <summary>Takes away what is left of a line that was torn here, or that failed: one byte first, which comes whole or not at all, and only behind it the rest. Whatever of this is torn, it never looks like lines that were damaged.</summary>
    async ValueTask ClearAsync(CancellationToken ct)
    {
        await files.OverwriteAsync(path, length, (byte[])[Void], ct);
        await files.FlushAsync(path, ct);
        if (dirty == length + 1) return;
        await files.OverwriteAsync(path, length + 1, new byte[dirty - length - 1], ct);
        await files.FlushAsync(path, ct);
        dirty = length + 1;
    }

    async ValueTask OverflowAsync(ReadOnlyMemory<byte> line, DeviceException why, CancellationToken ct)
    {
        try
        {
            // A line feed first: the one before it may be torn.
            await files.AppendAsync(overflow, (byte[])[(byte)'\n', .. line.Span], ct);
            await files.FlushAsync(overflow, ct);
            overflowing.Add(line.ToArray());
        }
        catch (DeviceException)
        {
            throw why;
        }
    }

    /// <summary>Writes the lines of the second file where they belong; the file itself is freed with the run's staging.</summary>
    async ValueTask TakeInAsync(CancellationToken ct)
    {
        foreach (var line in overflowing) await WriteAsync(line, ct);
        overflowing.Clear();
    }

    /// <summary>The whole lines of the second file; torn ones are not there.</summary>
    static async ValueTask<IReadOnlyList<JournalEntry>> OverflowOfAsync(IFiles files, PartitionPath overflow, CancellationToken ct)
    {
        if (await files.ReadAsync(overflow, ct) is not { } content) return [];
        var entries = new List<JournalEntry>();
        for (var at = 0; Array.IndexOf(content, (byte)'\n', at) is >= 0 and var end; at = end + 1)
            if (JournalEntry.Decode(content.AsSpan(at, end - at)) is { } entry) entries.Add(entry);
        return entries;
    }

    static PartitionPath OverflowOf(Layout layout, JournalEntry? first) => layout.Staging.Below(first?.RunId ?? "").Below("journal");
}
