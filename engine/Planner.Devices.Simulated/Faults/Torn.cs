using Planner.Devices.Simulated.Tree;
using Planner.Engine.Images;

namespace Planner.Devices.Simulated.Faults;

/// <summary>Files of which only a part was written.</summary>
static class Torn
{
    const int Sector = 512;

    static readonly string Unknown = new('0', 64);

    /// <summary>A file when the call that writes it is half done.</summary>
    internal static TreeNode Middle(TreeChange change, bool inPlace)
    {
        var (file, former) = (change.After!, FormerOf(change));
        if (inPlace && former is not null) return Mixed(former, file) ?? former;
        return Cut(file, IsLonger(former, file) ? (former!.Size + file.Size) / 2 : file.Size / 2);
    }

    /// <summary>What a power cut may leave of a file whose content was not flushed, beside all of it and nothing: cut or mixed between two sectors, and empty where it was not there before or was written anew.</summary>
    internal static IEnumerable<TreeNode> FormsOf(TreeChange change)
    {
        var (file, former) = (change.After!, FormerOf(change));
        if (former is not null && former.Size == file.Size)
        {
            if (Mixed(former, file) is { } mixed) yield return mixed;
            yield break;
        }

        var start = IsLonger(former, file) ? former!.Size : 0;
        var middle = (start + file.Size) / 2 / Sector * Sector;
        if (middle > start) yield return Cut(file, middle);
        if (!IsLonger(former, file)) yield return Cut(file, 0);
    }

    /// <summary>The beginning of the new content with the end of the old one; null when they differ within one sector only.</summary>
    static TreeNode? Mixed(TreeNode former, TreeNode file)
    {
        if (former.Content is not { } old || file.Content is not { } content) return null;
        if (content.FirstDifference(old) is not { } first || content.LastDifference(old) is not { } last) return null;
        if (first / Sector == last / Sector) return null;
        var middle = Math.Max((first + last) / 2 / Sector, (first / Sector) + 1) * Sector;
        return file.With(old.With(0, content.Cut(middle).ToArray()), file.Look.ModifiedAt);
    }

    static TreeNode Cut(TreeNode file, long length)
    {
        if (length == 0) return file.With(FileContent.Empty, file.Look.ModifiedAt);
        if (file.Content is { } content) return file.With(content.Cut(length), file.Look.ModifiedAt);
        return file.With(file.Look with { Size = length, Digest = Unknown, Md5 = null });
    }

    /// <summary>Whether a file only got longer.</summary>
    static bool IsLonger(TreeNode? former, TreeNode file) =>
        former?.Content is { } old && file.Content is { } content && old.Length < content.Length && content.FirstDifference(old) is null;

    static TreeNode? FormerOf(TreeChange change) => change.Before is { Type: EntryType.File } former ? former : null;
}
