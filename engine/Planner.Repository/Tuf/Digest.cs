using System.Security.Cryptography;

namespace Planner.Repository.Tuf;

/// <summary>Digests that metadata name.</summary>
static class Digest
{
    /// <summary>Refuses content that has another digest than one of those that are known, or of which no digest is known.</summary>
    internal static void Require(string name, byte[] content, IReadOnlyDictionary<string, string> hashes)
    {
        var known = hashes.Where(hash => hash.Key is "sha256" or "sha512").ToList();
        if (known.Count == 0) throw new NotAuthenticException(name, $"of its digests ({string.Join(", ", hashes.Keys)}) none is known");
        foreach (var (algorithm, expected) in known)
            if (Of(algorithm, content) is var found && found != expected) throw new NotAuthenticException(name, $"its {algorithm} is {found} instead of {expected}");
    }

    static string Of(string algorithm, byte[] content) => Convert.ToHexStringLower(algorithm == "sha256" ? SHA256.HashData(content) : SHA512.HashData(content));
}
