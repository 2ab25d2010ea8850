using System.Text.Json;
using Planner.Repository.Tuf;

namespace Planner.Repository;

/// <summary>A file that a repository's signed metadata names.</summary>
/// <param name="Path">Its path below the repository's targets, with <c>/</c>: <c>plans/…</c>, <c>layouts/…</c> or <c>releases/…</c>.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="Hashes">Its digests in lower-case hex, by algorithm (<c>sha256</c>, <c>sha512</c>).</param>
/// <param name="Custom">What the metadata say of it beside that: a JSON object, or null.</param>
public sealed record Target(string Path, long Length, IReadOnlyDictionary<string, string> Hashes, JsonElement? Custom)
{
    /// <summary>Refuses content that is another one.</summary>
    /// <exception cref="NotAuthenticException">Its length or a digest differs.</exception>
    public void Require(byte[] content)
    {
        if (content.LongLength != Length) throw new NotAuthenticException(Path, $"it has {content.LongLength} bytes instead of {Length}");
        Digest.Require(Path, content, Hashes);
    }

    /// <summary>Whether it is this content.</summary>
    public bool Is(byte[] content)
    {
        try
        {
            Require(content);
            return true;
        }
        catch (NotAuthenticException)
        {
            return false;
        }
    }
}
