using Planner.Engine.Images;

namespace Planner.Devices.Simulated.Tree;

/// <summary>A name in a file tree with all below it; never changes, so trees share what they have in common and a copy of a whole tree costs nothing.</summary>
public sealed class TreeNode
{
    readonly TreeEntry entry;
    TreeManifest? manifest;
    TreeNode? onVfat;
    Fingerprint? fingerprint;

    /// <summary>Makes a node.</summary>
    /// <param name="entry">What it is; its path and <see cref="TreeEntry.SameAs"/> do not count.</param>
    /// <param name="content">Bytes of a file, or null when only its digest is known.</param>
    /// <param name="children">What a folder holds, by name; null for an empty folder and for all else.</param>
    /// <param name="names">The file whose name it is, when it has more than one.</param>
    /// <param name="bearsSpace">Whether the blocks of a file with several names are counted here.</param>
    public TreeNode(TreeEntry entry, FileContent? content = null, TreeNames? children = null, SharedFile? names = null, bool bearsSpace = true)
    {
        this.entry = entry;
        Content = content;
        Children = children ?? TreeNames.None;
        Shared = names;
        BearsSpace = bearsSpace;
        IsShared = names is not null;
        Space = !bearsSpace ? 0 : entry.Type switch
        {
            EntryType.File => (Size + FileContent.BlockSize - 1) / FileContent.BlockSize * FileContent.BlockSize,
            EntryType.Folder => FileContent.BlockSize,
            _ => 0,
        };
        if (Children.IsEmpty) return;
        foreach (var (_, child) in Children)
        {
            Space += child.Space;
            IsShared |= child.IsShared;
        }
    }

    /// <summary>A folder with one name changed: what it takes is worked out from what it took.</summary>
    TreeNode(TreeNode former, TreeNames children, long space, bool? isShared)
    {
        (entry, Content, Shared, BearsSpace) = (former.entry, former.Content, former.Shared, former.BearsSpace);
        (Children, Space, IsShared) = (children, space, isShared ?? Shared is not null);
        if (isShared is not null) return;
        foreach (var (_, child) in children) IsShared |= child.IsShared;
    }

    /// <summary>An empty folder of root's, 0755.</summary>
    public static TreeNode Folder { get; } = new(new TreeEntry { Path = "/", Type = EntryType.Folder, Mode = 0b111_101_101 });

    /// <summary>What it is; for a file with its size and digest.</summary>
    public TreeEntry Entry => Content is null || (entry.Digest is not null && entry.Size == Content.Length) ? entry : Complete(entry, Content);

    /// <summary>What it is, without the digest that only reading would give.</summary>
    public TreeEntry Look => entry.Digest is null && entry.SameAs is null && entry.Size == Size ? entry : entry with { Digest = null, SameAs = null, Size = Size };

    /// <summary>What it is, as <see cref="Look"/> tells it, at a path.</summary>
    public TreeEntry LookAt(string path) =>
        entry.Path == path && entry.Digest is null && entry.SameAs is null && entry.Size == Size ? entry : entry with { Path = path, Digest = null, SameAs = null, Size = Size };

    /// <summary>What it is.</summary>
    public EntryType Type => entry.Type;

    /// <summary>Bytes of a file; 0 for all else.</summary>
    public long Size => Content?.Length ?? entry.Size;

    /// <summary>SHA-256 of a file's content in lower-case hex; null for all else.</summary>
    public string? Digest => Content is null ? entry.Digest : Content.Digest;

    /// <summary>MD5 of a file's content in lower-case hex; null when it is not known, and for all else.</summary>
    public string? Md5 => Content is null ? entry.Md5 : Content.Md5;

    /// <summary>Bytes of a file, or null when only their digest is known.</summary>
    public FileContent? Content { get; }

    /// <summary>What a folder holds, by name in ordinal order.</summary>
    public TreeNames Children { get; }

    /// <summary>The file whose name it is, when that file has more than one.</summary>
    public SharedFile? Shared { get; }

    /// <summary>Whether the blocks of a file with several names are counted here.</summary>
    public bool BearsSpace { get; }

    /// <summary>Whether it, or anything below it, is one of several names of a file.</summary>
    public bool IsShared { get; }

    /// <summary>Bytes that it takes with all below it: the blocks of its files and one block a folder, as on ext4.</summary>
    public long Space { get; }

    /// <summary>Every entry with its digest, paths from this node on. Made once.</summary>
    public TreeManifest Manifest => manifest ??= TreeReading.ManifestOf(this);

    /// <summary>What tells it from other trees. Made once.</summary>
    public Fingerprint Fingerprint => fingerprint ??= Tree.Fingerprint.Of(this);

    /// <summary>Whether two trees are the same for who looks at them; times do not count.</summary>
    public bool IsSameAs(TreeNode other) =>
        ReferenceEquals(this, other) || (Fingerprint == other.Fingerprint && (!IsShared || !Manifest.DifferencesTo(other.Manifest).Any()));

    /// <summary>As it would lie on vfat, which has no owners, modes and attributes, and one name a file.</summary>
    public TreeNode OnVfat => onVfat ??= Vfat.FormOf(this);

    /// <summary>The same folder with other children.</summary>
    public TreeNode With(TreeNames children) =>
        ReferenceEquals(children, Children) ? this : new TreeNode(entry, Content, children, Shared, BearsSpace);

    /// <summary>The same folder with one name set, whose place <see cref="TreeNames.PlaceOf"/> tells.</summary>
    public TreeNode With(int place, ReadOnlySpan<char> name, TreeNode child)
    {
        var former = Children.At(place);
        if (ReferenceEquals(former, child)) return this;
        return new TreeNode(this, Children.With(place, name, child), Space + child.Space - (former?.Space ?? 0), former is { IsShared: true } ? null : IsShared || child.IsShared);
    }

    /// <summary>The same folder without the name at a place.</summary>
    public TreeNode Without(int place) =>
        Children.At(place) is { } former ? new TreeNode(this, Children.Without(place), Space - former.Space, former.IsShared ? null : IsShared) : this;

    /// <summary>The same with another description.</summary>
    public TreeNode With(TreeEntry other) => new(other, Content, Children, Shared, BearsSpace);

    /// <summary>The same file with other bytes.</summary>
    public TreeNode With(FileContent content, DateTimeOffset at) =>
        new(entry with { Size = content.Length, Digest = null, ModifiedAt = at }, content, null, Shared, BearsSpace);

    /// <summary>The same file as a name of another group, or of none.</summary>
    public TreeNode With(SharedFile? names, bool bearsSpace) => new(entry, Content, Children, names, bearsSpace);

    /// <summary>Whether it is described as another one and has its bytes, whatever is below them.</summary>
    internal bool IsSameSelf(TreeNode other) => ReferenceEquals(entry, other.entry) && ReferenceEquals(Content, other.Content);

    /// <summary>Whether it has the same bytes as another file.</summary>
    internal bool HasSameBytes(TreeNode other) =>
        Size == other.Size && (Content is null || other.Content is null ? Digest == other.Digest : Content.FirstDifference(other.Content) is null);

    internal TreeNode Knowing(TreeManifest known)
    {
        manifest = known;
        return this;
    }

    static TreeEntry Complete(TreeEntry entry, FileContent content) => entry with { Size = content.Length, Digest = content.Digest };
}

/// <summary>A file that has several names: nothing but its identity.</summary>
public sealed class SharedFile;
