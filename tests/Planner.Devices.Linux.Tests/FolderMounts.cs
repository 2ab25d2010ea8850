using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Tests;

/// <summary>Folders in the place of mounted partitions.</summary>
/// <param name="folder">Holds a folder for each partition.</param>
sealed class FolderMounts(string folder) : IMounts
{
    /// <inheritdoc/>
    public string RootOf(string partition) => Path.Combine(folder, partition);

    /// <inheritdoc/>
    public Task<(string Device, string Type, bool IsReadOnly)> DeviceOfAsync(string partition, bool readOnly, CancellationToken ct) => throw new DeviceException(DeviceFault.Failed, $"mount {partition}", "it is a folder");
}
