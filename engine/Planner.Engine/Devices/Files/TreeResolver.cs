using System.Text;
using System.Text.RegularExpressions;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Engine.Devices.Files;

/// <summary>Makes the trees that a device file describes.</summary>
/// <param name="file">The device file's path, for the places of problems in tree files.</param>
/// <param name="side">Content of a file beside it, or null.</param>
/// <param name="context">Takes the problems.</param>
sealed partial class TreeResolver(string file, Func<string, byte[]?> side, ReadContext context)
{
    /// <summary>The tree of a partition or image: its tree file, and the single files over it.</summary>
    internal TreeSnapshot Resolve(TreeDraft draft)
    {
        var tree = new TreeSnapshotBuilder();
        if (draft.File is { } name && ReadSide(draft, name) is { } known)
        {
            foreach (var entry in known.Manifest.Entries) tree.Add(entry);
            foreach (var (digest, content) in known.Contents) tree.Keep(digest, content);
        }

        foreach (var named in draft.Files) EntryTable.Add(tree, named, context);
        var made = tree.Build();
        foreach (var named in draft.Files)
        {
            if (EntryTable.OtherName(named) is var (at, path) && made.Manifest[path] is not { Type: EntryType.File, Digest: not null })
                context.Report(ProblemCodes.BadEntry, at, $"{path} is no file of this tree");
            if (NotAFolderAbove(made.Manifest, named.Name) is { } obstacle)
                context.Report(ProblemCodes.BadEntry, named.At, $"{named.Name} lies below {obstacle}, which is no folder");
        }

        return made;
    }

    /// <summary>An image; digest and sizes that are not given come from its tree.</summary>
    internal ImageSnapshot Resolve(Named<ImageDraft> named)
    {
        var draft = named.Value;
        var tree = Resolve(draft.Tree);
        if (draft.Digest is { } digest && !DigestForm().IsMatch(digest))
            context.Report(ProblemCodes.WrongType, draft.DigestAt, $"must be 'sha256:' and 64 lower-case hex digits, not '{digest}'");
        var size = tree.Manifest.Size;
        return new ImageSnapshot(
            draft.Digest ?? $"sha256:{TreeSnapshotBuilder.DigestOf(Encoding.UTF8.GetBytes($"{named.Name} {draft.Architecture}\n{TreeFileWriter.Write(tree)}"))}",
            draft.Architecture, draft.Packed ?? (size + 1) / 2, draft.Unpacked ?? size, tree, draft.Authentic);
    }

    TreeSnapshot? ReadSide(TreeDraft draft, string name)
    {
        var folder = file.LastIndexOf('/') is >= 0 and var cut ? file[..(cut + 1)] : "";
        if (side(name) is { } bytes) return TreeFileReader.Read(folder + name, bytes, context);
        context.Report(ProblemCodes.NoTreeFile, draft.At, $"there is no tree file '{name}' beside the device file");
        return null;
    }

    static string? NotAFolderAbove(TreeManifest tree, string path)
    {
        for (var cut = path.LastIndexOf('/'); cut > 0; cut = path.LastIndexOf('/', cut - 1))
            if (tree[path[..cut]] is { Type: not EntryType.Folder }) return path[..cut];
        return null;
    }

    [GeneratedRegex("^sha256:[0-9a-f]{64}$")]
    private static partial Regex DigestForm();
}
