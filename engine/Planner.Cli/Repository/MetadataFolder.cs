using Planner.Devices.Linux.Files;
using Planner.Engine.Devices;
using Planner.Repository;

namespace Planner.Cli.Repository;

/// <summary>Trusted metadata in a folder of this machine.</summary>
/// <param name="folder">The folder; it is made with the first file.</param>
sealed class MetadataFolder(string folder) : IMetadataStore
{
    /// <inheritdoc/>
    public byte[]? Read(string name)
    {
        try
        {
            return File.Exists(PlaceOf(name)) ? File.ReadAllBytes(PlaceOf(name)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DeviceException(DeviceFault.Failed, $"read {PlaceOf(name)}", e.Message, e);
        }
    }

    /// <inheritdoc/>
    public void Replace(string name, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(folder);
        DurableFile.Replace(PlaceOf(name), content);
    }

    /// <inheritdoc/>
    public void Delete(string name) => DurableFile.Delete(PlaceOf(name));

    string PlaceOf(string name) => Path.Join(folder, name);
}
