using System.Security.Cryptography;
using Planner.Devices.Linux.Images.Tar;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Images;

/// <summary>What one layer says, in the order in which it says it.</summary>
/// <param name="Entries">Its entries.</param>
sealed record LayerIndex(IReadOnlyList<LayerEntry> Entries)
{
    // All of them are held in memory; the layers of a whole desktop have a third of it.
    const int Most = 1_000_000;

    /// <summary>Reads a layer's entries and the digest of every file's content. An entry that leaves its tree (<c>..</c>) is refused by layer and name as an attack (<see cref="DeviceFault.NotAuthentic"/>), one that no image may hold as a failure.</summary>
    /// <param name="layer">The layer's name within its source.</param>
    /// <param name="tar">Its tar stream.</param>
    /// <param name="tried">What is being done, for messages.</param>
    /// <param name="take">Reads the content of the how-manieth entry and gives its SHA-256 in lower-case hex; null when nothing but that is wanted.</param>
    public static LayerIndex Read(string layer, TarStream tar, string tried, Func<int, TarEntry, string>? take = null)
    {
        var entries = new List<LayerEntry>();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 << 10];
        for (var ordinal = 0; tar.Next() is { } entry; ordinal++)
        {
            if (ordinal == Most) throw new DeviceException(DeviceFault.Failed, tried, $"it has more than {Most} entries");
            var path = ImagePath.Normalise(entry.Name) ?? throw Refused(DeviceFault.NotAuthentic, tried, entry, "its name leaves the image");
            if (entry.Type is '1')
            {
                var link = ImagePath.Normalise(entry.LinkName) ?? throw Refused(DeviceFault.NotAuthentic, tried, entry, $"it is a hard link to '{entry.LinkName}' outside of the image");
                entries.Add(new LayerEntry(path, null, link));
                continue;
            }

            var type = TypeOf(entry) ?? throw Refused(DeviceFault.Failed, tried, entry, $"entries of type '{entry.Type}' are not known");
            entries.Add(new LayerEntry(path, new Inode
            {
                Layer = layer,
                Ordinal = ordinal,
                Type = type,
                Mode = entry.Mode,
                Uid = entry.Uid,
                Gid = entry.Gid,
                Size = type == EntryType.File ? entry.Size : 0,
                Time = entry.Time,
                Digest = type == EntryType.File ? take?.Invoke(ordinal, entry) ?? DigestOf(tar, hash, buffer) : null,
                Target = type == EntryType.Link ? entry.LinkName : null,
                Device = type is EntryType.BlockDevice or EntryType.CharacterDevice ? entry.Device : default,
                Attributes = entry.Attributes,
            }, null));
        }

        return new LayerIndex(entries);
    }

    static EntryType? TypeOf(TarEntry entry) => entry.Type switch
    {
        '0' => EntryType.File,
        '2' when entry.LinkName.Length > 0 => EntryType.Link,
        '3' => EntryType.CharacterDevice,
        '4' => EntryType.BlockDevice,
        '5' => EntryType.Folder,
        '6' => EntryType.Pipe,
        _ => null,
    };

    static string DigestOf(TarStream tar, IncrementalHash hash, byte[] buffer)
    {
        while (tar.Read(buffer) is > 0 and var read) hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    static DeviceException Refused(DeviceFault fault, string tried, TarEntry entry, string why) => new(fault, tried, $"the entry '{entry.Name}' is refused: {why}");
}

/// <summary>An entry of a layer: an inode, or a hard link.</summary>
/// <param name="Path">Absolute and normalised; what the entry itself is called, links of the image not yet followed.</param>
/// <param name="Inode">What it is; null for a hard link.</param>
/// <param name="LinkTo">The path that a hard link names, else null.</param>
sealed record LayerEntry(string Path, Inode? Inode, string? LinkTo);
