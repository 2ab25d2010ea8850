using Planner.Repository;

namespace Planner.Tuf.Client;

/// <summary>Trusted metadata in a folder.</summary>
/// <param name="folder">The folder.</param>
sealed class StoreFolder(string folder) : IMetadataStore
{
    public byte[]? Read(string name) => File.Exists(Path.Join(folder, name)) ? File.ReadAllBytes(Path.Join(folder, name)) : null;

    public void Replace(string name, ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(Path.Join(folder, name + ".new"), content.ToArray());
        File.Move(Path.Join(folder, name + ".new"), Path.Join(folder, name), overwrite: true);
    }

    public void Delete(string name) => File.Delete(Path.Join(folder, name));
}
