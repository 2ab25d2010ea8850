using System.Text.RegularExpressions;
using Planner.Engine.Devices;

namespace Planner.Engine.Images;

/// <summary>Names an image: <c>[registry/]name[:tag][@sha256:…]</c>, or <c>oci:folder[:tag][@sha256:…]</c> for an OCI image layout in a folder.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Name">Repository with registry, or the folder's path.</param>
/// <param name="Tag">The tag, or null.</param>
/// <param name="Digest"><c>sha256:</c> and 64 hex digits, or null.</param>
/// <param name="IsFolder">Whether it is an <c>oci:</c> folder.</param>
public sealed partial record ImageReference(string Text, string Name, string? Tag, string? Digest, bool IsFolder)
{
    const string FolderPrefix = "oci:";

    /// <summary>Reads a reference; null when the text is none.</summary>
    public static ImageReference? Parse(string text)
    {
        if (text.StartsWith(FolderPrefix, StringComparison.Ordinal))
        {
            var pinned = FolderDigest().Match(text);
            var rest = text[FolderPrefix.Length..^pinned.Length];
            var colon = rest.LastIndexOf(':');
            var (folder, tag) = colon > rest.LastIndexOf('/') ? (rest[..colon], rest[(colon + 1)..]) : (rest, null);
            return folder.Length == 0 || tag == "" ? null : new ImageReference(text, folder, tag, pinned.Success ? pinned.Value[1..] : null, true);
        }

        var match = Form().Match(text);
        if (!match.Success) return null;
        string? Group(string name) => match.Groups[name] is { Success: true, Value: var value } ? value : null;
        return new ImageReference(text, Group("name")!, Group("tag"), Group("digest"), false);
    }

    /// <summary>This image, pinned to a manifest's digest.</summary>
    public PinnedImage Pin(string digest) => new(this, digest);

    /// <inheritdoc/>
    public override string ToString() => Text;

    [GeneratedRegex(@"@sha256:[0-9a-f]{64}\z")]
    private static partial Regex FolderDigest();

    [GeneratedRegex(@"^(?<name>(?:[A-Za-z0-9.-]+(?::[0-9]+)?/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$")]
    private static partial Regex Form();
}

/// <summary>An image with the digest of its manifest for one platform: names the same bytes for ever.</summary>
/// <param name="Reference">Where it was found.</param>
/// <param name="Digest"><c>sha256:</c> and 64 hex digits.</param>
public sealed record PinnedImage(ImageReference Reference, string Digest)
{
    /// <summary><c>name@sha256:…</c>; what an engine pulls.</summary>
    public string PullName { get; } = $"{Reference.Name}@{Digest}";

    /// <summary>The folder on a partition that it is stored in (an OCI image layout), or null when it is where its reference says.</summary>
    public PartitionPath? Folder { get; init; }

    /// <summary>The folder on a partition that its whole tree was written to, or null when it is elsewhere.</summary>
    public PartitionPath? Tree { get; init; }

    /// <summary>Whether only the container engine can have it.</summary>
    public bool IsInEngine => !IsInFolder && Tree is null;

    /// <summary>Whether it lies on the device as an image layout, stored or named so, and not in the container engine.</summary>
    public bool IsInFolder => Reference.IsFolder || Folder is not null;

    /// <inheritdoc/>
    public override string ToString() => Folder is { } folder ? $"{PullName} in {folder}" : Reference.IsFolder ? $"oci:{PullName}" : PullName;
}

/// <summary>What is known of an image before it is here.</summary>
/// <param name="Image">The image, pinned for this device's platform.</param>
/// <param name="Architecture">OCI platform, like <c>amd64</c> or <c>arm/v7</c>.</param>
/// <param name="Packed">Bytes to fetch: the sum of its layers as they are stored.</param>
/// <param name="Unpacked">Bytes of its layers unpacked; for layers whose size can not be known before they are fetched, a cautious estimate.</param>
public sealed record ImageInfo(PinnedImage Image, string Architecture, long Packed, long Unpacked);
