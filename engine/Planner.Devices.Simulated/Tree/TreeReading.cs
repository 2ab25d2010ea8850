using System.Collections.Immutable;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Simulated.Tree;

/// <summary>Trees from manifests and manifests from trees.</summary>
public static class TreeReading
{
    /// <summary>The tree of a snapshot. Its root is a plain folder when the snapshot has no entry for it.</summary>
    public static TreeNode NodeOf(TreeSnapshot snapshot)
    {
        var contents = new Dictionary<string, FileContent>(StringComparer.Ordinal);
        var files = new Dictionary<string, SharedFile>(StringComparer.Ordinal);
        foreach (var entry in snapshot.Manifest.Entries)
            if (entry.SameAs is { } first) files.TryAdd(first, new SharedFile());
        var root = new Draft(TreeNode.Folder.Entry);
        foreach (var entry in snapshot.Manifest.Entries)
        {
            var draft = root;
            foreach (var name in entry.Path.Split('/', StringSplitOptions.RemoveEmptyEntries)) draft = draft.Child(name);
            draft.Entry = entry.SameAs is null ? entry : entry with { SameAs = null };
            if (files.TryGetValue(entry.SameAs ?? entry.Path, out var file)) (draft.Shared, draft.BearsSpace) = (file, entry.SameAs is null);
            if (entry.Type != EntryType.File || entry.Digest is null) continue;
            if (contents.TryGetValue(entry.Digest, out var content)) draft.Content = content;
            else if (snapshot.Contents.TryGetValue(entry.Digest, out var bytes)) draft.Content = contents[entry.Digest] = FileContent.Of(bytes);
        }

        var node = root.Freeze();
        return snapshot.Manifest["/"] is null ? node : node.Knowing(snapshot.Manifest);
    }

    /// <summary>Every entry of a tree with its digest.</summary>
    internal static TreeManifest ManifestOf(TreeNode root)
    {
        var entries = new List<TreeEntry>();
        Dictionary<SharedFile, string>? firsts = null;
        Collect(root, "");
        return TreeManifest.Of(entries);

        void Collect(TreeNode node, string path)
        {
            var entry = node.Entry;
            var place = path.Length == 0 ? "/" : path;
            string? first = null;
            if (node.Shared is { } file && !(firsts ??= []).TryAdd(file, place)) first = firsts[file];
            entries.Add(entry.Path == place && first is null ? entry : entry with { Path = place, SameAs = first });
            foreach (var (name, child) in node.Children) Collect(child, $"{path}/{name}");
        }
    }

    /// <summary>Contents of a tree's files that are known, by digest.</summary>
    public static ImmutableDictionary<string, byte[]> ContentsOf(TreeNode root)
    {
        var contents = ImmutableDictionary.CreateBuilder<string, byte[]>(StringComparer.Ordinal);
        Collect(root);
        return contents.ToImmutable();

        void Collect(TreeNode node)
        {
            if (node.Content is { } content) contents[content.Digest] = content.ToArray();
            foreach (var (_, child) in node.Children) Collect(child);
        }
    }

    sealed class Draft(TreeEntry entry)
    {
        SortedDictionary<string, Draft>? children;

        public TreeEntry Entry { get; set; } = entry;

        public FileContent? Content { get; set; }

        public SharedFile? Shared { get; set; }

        public bool BearsSpace { get; set; } = true;

        public Draft Child(string name)
        {
            children ??= new(StringComparer.Ordinal);
            if (!children.TryGetValue(name, out var child)) children[name] = child = new Draft(TreeNode.Folder.Entry);
            return child;
        }

        public TreeNode Freeze()
        {
            if (children is null) return new TreeNode(Entry, Content, null, Shared, BearsSpace);
            return new TreeNode(Entry, Content, TreeNames.Of([.. children.Select(child => KeyValuePair.Create(child.Key, child.Value.Freeze()))]), Shared, BearsSpace);
        }
    }
}
