using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Engine.Devices.Files;

/// <summary>How one name of a small file tree is written in a device file: a text, or a mapping.</summary>
static partial class EntryTable
{
    static readonly Field<string> Text = Field.Optional("text", FieldTypes.Text, "A file with this text.");
    static readonly Field<string> Base64 = Field.Optional("base64", FieldTypes.Text, "A file with these bytes.");
    static readonly Field<long> Size = Field.Optional("size", FieldTypes.Size, "A file of this size, whose content nothing reads.");
    static readonly Field<string> Sha256 = Field.Optional("sha256", FieldTypes.Text, "SHA-256 of the content, beside 'size'.", "made up from path and size");
    static readonly Field<string> Md5 = Field.Optional("md5", FieldTypes.Text, "MD5 of the content, beside 'size'.", "made up: that of the text '<path> <size in bytes>'");
    static readonly Field<bool> Folder = Field.Optional("folder", FieldTypes.Flag, "Whether it is a folder; folders above a name need not be written.", "false");
    static readonly Field<string> Link = Field.Optional("link", FieldTypes.Text, "A symbolic link that points there.");
    static readonly Field<string> Device = Field.Optional("device", FieldTypes.Text, "A device node like 'c 5:1' or 'b 8:0', a pipe 'p', or a socket 's'.");
    static readonly Field<string> SameAs = Field.Optional("same-as", FieldTypes.AbsolutePath, "Another name of that file of the tree.");
    static readonly Field<int> Mode = Field.Optional("mode", FieldTypes.Mode, "Permissions with setuid, setgid and sticky.", "0644 for files, 0755 for folders");
    static readonly Field<int> Uid = Field.Optional("uid", FieldTypes.Number, "Owner.", "0");
    static readonly Field<int> Gid = Field.Optional("gid", FieldTypes.Number, "Group.", "0");

    /// <summary>The table.</summary>
    public static Table<FieldValues> Table { get; } = new("file", [Text, Base64, Size, Sha256, Md5, Folder, Link, Device, SameAs, Mode, Uid, Gid], Text, values => values);

    /// <summary>Adds a name to a tree, or reports why it can not be.</summary>
    internal static void Add(TreeSnapshotBuilder tree, Named<FieldValues> named, ReadContext context)
    {
        var values = named.Value;
        var kinds = ((Field[])[Text, Base64, Size, Link, Device, SameAs]).Count(values.Has) + (values.Or(Folder, false) ? 1 : 0);
        if (kinds != 1)
        {
            context.Report(ProblemCodes.BadEntry, named.At, $"{named.Name} must be one of text, base64, size, folder, link, device and same-as");
            return;
        }

        foreach (var hash in (Field[])[Sha256, Md5])
            if (values.Has(hash) && !values.Has(Size)) context.Report(ProblemCodes.BadEntry, values.AtOf(hash), $"'{hash.Name}' stands beside 'size' only; it is known of a content that is given");
        var entry = new TreeEntry { Path = named.Name, Type = EntryType.File, Mode = values.Or(Mode, 0b110_100_100), Uid = values.Or(Uid, 0), Gid = values.Or(Gid, 0) };
        if (values.OrNull(Text) is { } text) tree.Add(entry, Encoding.UTF8.GetBytes(text));
        else if (values.OrNull(Base64) is { } base64) AddBytes(tree, entry, base64, values, context);
        else if (values.OrNone(Size) is { } size) AddSized(tree, entry, size, values, context);
        else if (values.OrNull(Link) is { } target) tree.Add(entry with { Type = EntryType.Link, Mode = 0b111_111_111, Target = target });
        else if (values.OrNull(SameAs) is { } other) tree.Add(entry with { SameAs = other });
        else if (values.OrNull(Device) is { } device) AddDevice(tree, entry, device, values, context);
        else tree.Add(entry with { Type = EntryType.Folder, Mode = values.Or(Mode, 0b111_101_101) });
    }

    /// <summary>Where a hard link's first name stands, for a check once the tree is whole; null for all else.</summary>
    internal static (Position At, string Path)? OtherName(Named<FieldValues> named) =>
        named.Value.OrNull(SameAs) is { } other ? (named.Value.AtOf(SameAs), other) : null;

    static void AddBytes(TreeSnapshotBuilder tree, TreeEntry entry, string base64, FieldValues values, ReadContext context)
    {
        var bytes = new byte[base64.Length];
        if (Convert.TryFromBase64String(base64, bytes, out var count)) tree.Add(entry, bytes[..count]);
        else context.Report(ProblemCodes.WrongType, values.AtOf(Base64), "must be base64");
    }

    static void AddSized(TreeSnapshotBuilder tree, TreeEntry entry, long size, FieldValues values, ReadContext context)
    {
        var digest = values.OrNull(Sha256);
        if (digest is not null && !DigestForm().IsMatch(digest)) context.Report(ProblemCodes.WrongType, values.AtOf(Sha256), "must be 64 lower-case hex digits");
        var md5 = values.OrNull(Md5);
        if (md5 is not null && !Md5Form().IsMatch(md5)) context.Report(ProblemCodes.WrongType, values.AtOf(Md5), "must be 32 lower-case hex digits");
        var madeUp = Encoding.UTF8.GetBytes($"{entry.Path} {size}");
        if (size == 0 && digest is null) tree.Add(entry, []);
        else tree.Add(entry with { Size = size, Digest = digest ?? TreeSnapshotBuilder.DigestOf(madeUp), Md5 = md5 ?? Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, madeUp)) });
    }

    static void AddDevice(TreeSnapshotBuilder tree, TreeEntry entry, string device, FieldValues values, ReadContext context)
    {
        if (TryReadDevice(device) is not var (type, number)) context.Report(ProblemCodes.WrongType, values.AtOf(Device), $"must be a device node like 'c 5:1' or 'b 8:0', 'p' or 's', not '{device}'");
        else tree.Add(entry with { Type = type, Device = number });
    }

    static (EntryType Type, (int Major, int Minor) Number)? TryReadDevice(string text)
    {
        if (text is "p" or "s") return (text == "p" ? EntryType.Pipe : EntryType.Socket, (0, 0));
        var match = DeviceForm().Match(text);
        if (!match.Success) return null;
        int Part(string name) => int.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture);
        return (match.Groups["type"].Value == "c" ? EntryType.CharacterDevice : EntryType.BlockDevice, (Part("major"), Part("minor")));
    }

    [GeneratedRegex("^(?<type>[bc]) (?<major>[0-9]{1,8}):(?<minor>[0-9]{1,8})$")]
    private static partial Regex DeviceForm();

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex Md5Form();

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex DigestForm();
}
