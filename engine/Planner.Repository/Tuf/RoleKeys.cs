namespace Planner.Repository.Tuf;

/// <summary>Who signs for a role.</summary>
/// <param name="Keys">The keys, by their ids in the file that names them.</param>
/// <param name="Threshold">So many of them must.</param>
public sealed record RoleKeys(IReadOnlyDictionary<string, TufKey> Keys, int Threshold)
{
    /// <summary>Refuses a file that too few of them signed. A key counts once, under however many ids.</summary>
    /// <param name="file">The file.</param>
    /// <param name="role">The role, for the message.</param>
    public void Require(SignedFile file, string role)
    {
        var signers = new HashSet<TufKey>();
        foreach (var signature in file.Signatures)
            if (Keys.TryGetValue(signature.KeyId, out var key) && key.HasSigned(file.SignedBytes, signature.Value)) signers.Add(key);
        if (signers.Count < Threshold) throw new NotAuthenticException(file.Name, $"{signers.Count} of the {Threshold} keys of {role} signed it that must");
    }

    /// <summary>Whether other keys count, or another number of them.</summary>
    public bool IsSameAs(RoleKeys other) => Threshold == other.Threshold && Keys.Values.ToHashSet().SetEquals(other.Keys.Values);

    /// <summary>Reads a role of an object that has <c>keys</c> beside.</summary>
    internal static RoleKeys Read(MetadataObject role, IReadOnlyDictionary<string, TufKey> keys)
    {
        var ids = role.Texts("keyids");
        if (ids.Distinct().Count() != ids.Count) throw role.Wrong("keyids", "names a key twice");
        // A role of which a key is not described has one less that can sign.
        return new(ids.Where(keys.ContainsKey).ToDictionary(id => id, id => keys[id]), (int)Math.Min(role.Number("threshold", 1), int.MaxValue));
    }

    /// <summary>Reads <c>keys</c>.</summary>
    internal static IReadOnlyDictionary<string, TufKey> ReadKeys(MetadataObject keys) =>
        keys.Fields.ToDictionary(key => key.Name, key => TufKey.Read(key.Value));
}
