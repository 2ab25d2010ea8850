using Planner.Repository;

namespace Planner.Cli.Repository;

/// <summary>Trusted metadata of one call: an author's machine keeps none.</summary>
sealed class MemoryStore : IMetadataStore
{
    readonly Dictionary<string, byte[]> files = [];

    /// <inheritdoc/>
    public byte[]? Read(string name) => files.GetValueOrDefault(name);

    /// <inheritdoc/>
    public void Replace(string name, ReadOnlySpan<byte> content) => files[name] = content.ToArray();

    /// <inheritdoc/>
    public void Delete(string name) => files.Remove(name);
}
