using System.Formats.Tar;
using System.Text;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Tests;

/// <summary>Lays a tree down in a folder with the tar program: an implementation that is not the one under test.</summary>
static class TestTree
{
    internal static void Write(TreeSnapshot tree, string folder)
    {
        var archive = folder + ".tar";
        using (var stream = File.Create(archive))
        using (var writer = new TarWriter(stream, TarEntryFormat.Pax))
            foreach (var entry in tree.Manifest.Entries) writer.WriteEntry(EntryOf(entry, tree));
        TestBench.Run("tar", "-x", "-p", "--numeric-owner", "--xattrs", "--xattrs-include=*", "-C", folder, "-f", archive);
        File.Delete(archive);
    }

    static PaxTarEntry EntryOf(TreeEntry entry, TreeSnapshot tree)
    {
        var attributes = entry.Attributes.ToDictionary(pair => $"SCHILY.xattr.{pair.Key}", pair => Encoding.UTF8.GetString([.. pair.Value]));
        var written = new PaxTarEntry(TypeOf(entry), entry.Path == "/" ? "./" : entry.Path[1..], attributes)
        {
            Mode = (UnixFileMode)entry.Mode,
            Uid = entry.Uid,
            Gid = entry.Gid,
            ModificationTime = entry.ModifiedAt < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : entry.ModifiedAt,
        };
        if (entry.SameAs is { } first) written.LinkName = first[1..];
        else if (entry.Type == EntryType.Link) written.LinkName = entry.Target!;
        else if (entry.Type == EntryType.File) written.DataStream = new MemoryStream(tree.Contents[entry.Digest!]);
        return written;
    }

    static TarEntryType TypeOf(TreeEntry entry) => entry switch
    {
        { SameAs: not null } => TarEntryType.HardLink,
        { Type: EntryType.Folder } => TarEntryType.Directory,
        { Type: EntryType.Link } => TarEntryType.SymbolicLink,
        _ => TarEntryType.RegularFile,
    };
}
