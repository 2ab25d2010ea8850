using Planner.Repository.Tuf;

namespace Planner.Repository.Publishing;

/// <summary>The private keys that are at hand.</summary>
/// <param name="keys">The keys.</param>
/// <param name="place">Where they are, for messages.</param>
public sealed class KeyRing(IEnumerable<SigningKey> keys, string place)
{
    readonly IReadOnlyList<SigningKey> all = [.. keys];

    /// <summary>Whether enough of a role's keys are there.</summary>
    public bool CanSign(RoleKeys role) => Of(role).Count >= role.Threshold;

    /// <summary>Those of a role.</summary>
    /// <exception cref="PublishingException">Fewer than must sign.</exception>
    public IReadOnlyList<SigningKey> Require(RoleKeys role, string name, string why)
    {
        var found = Of(role);
        return found.Count >= role.Threshold ? found
            : throw new PublishingException($"{why}: {name} must be signed by {role.Threshold} of {string.Join(", ", role.Keys.Keys.Select(Short))}, and {place} has {(found.Count == 0 ? "none of them" : string.Join(", ", found.Select(key => Short(key.Public.Id))))}");
    }

    /// <summary>Those of a role, be they enough or not.</summary>
    internal IReadOnlyList<SigningKey> Of(RoleKeys role) => [.. all.Where(key => role.Keys.Values.Contains(key.Public))];

    static string Short(string id) => id[..Math.Min(id.Length, 12)];
}
