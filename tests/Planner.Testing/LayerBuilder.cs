using System.Globalization;
using System.Text;

namespace Planner.Testing;

/// <summary>Makes a layer's tar byte by byte, so that it may also hold what no sane packer writes.</summary>
public sealed class LayerBuilder
{
    const string NoLink = "";

    readonly List<byte> tar = [];

    /// <summary>The time that entries get unless told: a fraction that needs PAX.</summary>
    public const string Time = "1514764800.123456700";

    /// <summary>Adds a folder.</summary>
    public LayerBuilder Folder(string name, int mode = 0x1ED, int uid = 0, int gid = 0, string time = Time) => Add(name + "/", '5', [], mode, uid, gid, time: time);

    /// <summary>Adds a file.</summary>
    public LayerBuilder File(string name, string content, int mode = 0x1A4, int uid = 0, int gid = 0, params (string Name, byte[] Value)[] attributes) =>
        Add(name, '0', Encoding.UTF8.GetBytes(content), mode, uid, gid, attributes: attributes);

    /// <summary>Adds a symbolic link.</summary>
    public LayerBuilder Link(string name, string target) => Add(name, '2', [], 0x1FF, link: target);

    /// <summary>Adds a hard link.</summary>
    public LayerBuilder HardLink(string name, string other) => Add(name, '1', [], 0x1A4, link: other);

    /// <summary>Adds a device node, <c>'3'</c> for characters or <c>'4'</c> for blocks.</summary>
    public LayerBuilder Device(string name, char type, int major, int minor) => Add(name, type, [], 0x1B6, gid: 6, device: (major, minor));

    /// <summary>Adds a named pipe.</summary>
    public LayerBuilder Pipe(string name) => Add(name, '6', [], 0x180);

    /// <summary>Hides a name of a lower layer.</summary>
    public LayerBuilder Whiteout(string name)
    {
        var cut = name.LastIndexOf('/') + 1;
        return Add($"{name[..cut]}.wh.{name[cut..]}", '0', [], 0x1A4);
    }

    /// <summary>Hides all that lower layers have in a folder.</summary>
    public LayerBuilder Opaque(string folder) => Add($"{folder}/.wh..wh..opq", '0', [], 0x1A4);

    /// <summary>Adds a sparse file of PAX format 0.1 with any map.</summary>
    public LayerBuilder SparseFile(string name, long size, string map, string stored)
    {
        var records = new MemoryStream();
        Record(records, "GNU.sparse.name", Encoding.UTF8.GetBytes(name));
        Record(records, "GNU.sparse.size", Encoding.UTF8.GetBytes($"{size}"));
        Record(records, "GNU.sparse.map", Encoding.UTF8.GetBytes(map));
        Write(Header("PaxHeaders/x", 'x', records.Length, 0x1A4, 0, 0, NoLink, default), records.ToArray());
        Write(Header(name, '0', stored.Length, 0x1A4, 0, 0, NoLink, default), Encoding.UTF8.GetBytes(stored));
        return this;
    }

    /// <summary>Adds any entry.</summary>
    public LayerBuilder Add(
        string name, char type, byte[] content, int mode = 0x1A4, int uid = 0, int gid = 0, string link = NoLink,
        (int Major, int Minor) device = default, string time = Time, long? claimedSize = null, params (string Name, byte[] Value)[] attributes)
    {
        var records = new MemoryStream();
        Record(records, "mtime", Encoding.UTF8.GetBytes(time));
        if (name.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(name) > 100) Record(records, "path", Encoding.UTF8.GetBytes(name));
        if (Encoding.UTF8.GetByteCount(link) > 100) Record(records, "linkpath", Encoding.UTF8.GetBytes(link));
        foreach (var (attribute, value) in attributes) Record(records, $"SCHILY.xattr.{attribute}", value);
        Write(Header("PaxHeaders/x", 'x', records.Length, 0x1A4, 0, 0, NoLink, default), records.ToArray());
        Write(Header(name, type, claimedSize ?? content.Length, mode, uid, gid, link, device), content);
        return this;
    }

    /// <summary>The archive.</summary>
    public byte[] ToTar() => [.. tar, .. new byte[1024]];

    void Write(byte[] header, byte[] content)
    {
        tar.AddRange(header);
        tar.AddRange(content);
        tar.AddRange(new byte[(512 - content.Length % 512) % 512]);
    }

    static void Record(MemoryStream records, string key, byte[] value)
    {
        var rest = Encoding.UTF8.GetByteCount(key) + value.Length + 3;
        var length = rest + 1;
        while (rest + length.ToString(CultureInfo.InvariantCulture).Length != length) length++;
        records.Write(Encoding.UTF8.GetBytes($"{length} {key}="));
        records.Write(value);
        records.WriteByte((byte)'\n');
    }

    static byte[] Header(string name, char type, long size, int mode, int uid, int gid, string link, (int Major, int Minor) device)
    {
        var header = new byte[512];
        Put(0, Cut(name.Split('\0')[0]));
        Put(100, Octal(mode, 7));
        Put(108, Octal(uid, 7));
        Put(116, Octal(gid, 7));
        Put(124, Octal(size, 11));
        Put(136, Octal(0, 11));
        Put(148, "        ");
        header[156] = (byte)type;
        Put(157, Cut(link));
        Put(257, "ustar");
        Put(263, "00");
        Put(329, Octal(device.Major, 7));
        Put(337, Octal(device.Minor, 7));
        Put(148, Octal(header.Sum(one => one), 6) + "\0 ");
        return header;

        void Put(int at, string text) => Encoding.UTF8.GetBytes(text).CopyTo(header, at);
        static string Octal(long number, int digits) => Convert.ToString(number, 8).PadLeft(digits, '0');
        static string Cut(string text) => text.Length > 100 ? text[..100] : text;
    }
}
