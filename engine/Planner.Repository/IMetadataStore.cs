namespace Planner.Repository;

/// <summary>Keeps the trusted metadata from one refresh to the next: files by role (<c>root.json</c>, <c>timestamp.json</c>, …).</summary>
public interface IMetadataStore
{
    /// <summary>Reads a file; null when there is none.</summary>
    byte[]? Read(string name);

    /// <summary>Puts a file in the place of what is there. After a power cut it is the old one or the new one, whole.</summary>
    void Replace(string name, ReadOnlySpan<byte> content);

    /// <summary>Takes a file away, where there is one.</summary>
    void Delete(string name);
}
