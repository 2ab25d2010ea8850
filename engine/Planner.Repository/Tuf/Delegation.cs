using System.Security.Cryptography;
using System.Text;

namespace Planner.Repository.Tuf;

/// <summary>A role that may name targets of some paths.</summary>
/// <param name="Name">Its name, not that of a top role.</param>
/// <param name="Keys">Who signs for it.</param>
/// <param name="Paths">Patterns of the paths, or null when they are told by their digests.</param>
/// <param name="HashPrefixes">Beginnings of the SHA-256 of the paths in hex, or null.</param>
/// <param name="IsTerminating">Whether nobody behind it is asked for its paths.</param>
public sealed record Delegation(string Name, RoleKeys Keys, IReadOnlyList<string>? Paths, IReadOnlyList<string>? HashPrefixes, bool IsTerminating)
{
    /// <summary>Whether it may name a target.</summary>
    public bool Covers(string path)
    {
        if (Paths is not null) return Paths.Any(pattern => PathPattern.Covers(pattern, path));
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)));
        return HashPrefixes!.Any(prefix => digest.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Reads <c>delegations</c>.</summary>
    internal static IReadOnlyList<Delegation> ReadAll(MetadataObject page)
    {
        var keys = RoleKeys.ReadKeys(page.Object("keys"));
        var read = new List<Delegation>();
        foreach (var role in page.List("roles"))
        {
            var (name, paths, prefixes) = (role.Text("name"), role.TextsOrNone("paths"), role.TextsOrNone("path_hash_prefixes"));
            if (name.Length == 0 || Metadata.TopRoles.Contains(name)) throw role.Wrong("name", $"is '{name}', which is no name for a delegated role");
            if (paths is null == prefixes is null) throw role.Wrong("paths", "and path_hash_prefixes: one of them must be there, and not both");
            if (read.Any(other => other.Name == name)) throw role.Wrong("name", $"'{name}' is delegated to twice");
            read.Add(new(name, RoleKeys.Read(role, keys), paths, prefixes, role.Flag("terminating", usual: false)));
        }

        return read;
    }
}
