using System.Text;
using Planner.Engine.Devices;

namespace Planner.Engine.Boot;

/// <summary>A boot file that is a text of others: its places that name slots are changed in place, no byte beside them, and those that the loader goes by in one write within one sector.</summary>
sealed class SlotText
{
    const int SectorSize = 512;

    readonly Board board;
    readonly byte[] bytes;
    readonly IReadOnlyList<SlotPlace> places;

    /// <summary>A text.</summary>
    /// <param name="board">Its board.</param>
    /// <param name="bytes">The whole file.</param>
    /// <param name="places">The places in it.</param>
    internal SlotText(Board board, byte[] bytes, IReadOnlyList<SlotPlace> places)
    {
        (this.board, this.bytes, this.places) = (board, bytes, places);
        var named = places.Where(place => place is { Decides: true, Becomes: null }).Select(place => place.Slot).Distinct().ToList();
        Slot = named.Count == 1 ? named[0] : null;
        IsMixed = Slot is not null && places.Any(place => place is { Becomes: null } && place.Slot != Slot);
    }

    /// <summary>The slot that the loader starts; null when the text names none, or several.</summary>
    internal string? Slot { get; }

    /// <summary>Whether a place that the loader does not go by names another slot.</summary>
    internal bool IsMixed { get; }

    /// <summary>Refuses a text that can not be switched in one write, to whatever slot.</summary>
    internal void RequireSwitchable()
    {
        if (Slot is null) return;
        foreach (var slot in board.Slots.Keys)
            if (Changes(place => place.Decides, slot).Count > 1)
                throw new DeviceException(DeviceFault.Failed, $"read {board.File}", $"what names the root to boot lies in more than one sector of {SectorSize} bytes, so it can not be changed in one write");
    }

    /// <summary>What is to be written for a slot: first the sector that the loader goes by, then every other one, each a write of its own.</summary>
    internal IReadOnlyList<(int Offset, ReadOnlyMemory<byte> Content)> ChangesTo(string slot)
    {
        var deciding = Changes(place => place.Decides, slot).Select(change => change.Offset / SectorSize).ToHashSet();
        return [.. Changes(_ => true, slot).OrderBy(change => deciding.Contains(change.Offset / SectorSize) ? 0 : 1)];
    }

    /// <summary>The bytes that change, one range for each sector.</summary>
    List<(int Offset, ReadOnlyMemory<byte> Content)> Changes(Func<SlotPlace, bool> chosen, string slot)
    {
        var changed = (byte[])bytes.Clone();
        foreach (var place in places.Where(chosen)) Encoding.Latin1.GetBytes(place.Becomes ?? board.Slots[slot]).CopyTo(changed, place.Start);
        var ranges = new List<(int, ReadOnlyMemory<byte>)>();
        for (var sector = 0; sector < bytes.Length; sector += SectorSize)
        {
            var end = Math.Min(sector + SectorSize, bytes.Length);
            var (first, last) = (sector, end - 1);
            while (first < end && bytes[first] == changed[first]) first++;
            if (first == end) continue;
            while (bytes[last] == changed[last]) last--;
            ranges.Add((first, changed.AsMemory(first, last - first + 1)));
        }

        return ranges;
    }
}
