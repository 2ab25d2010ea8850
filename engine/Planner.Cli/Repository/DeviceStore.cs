using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Repository;

namespace Planner.Cli.Repository;

/// <summary>Trusted metadata on the device, beside the journal: they outlive the OS.</summary>
/// <param name="device">The device.</param>
sealed class DeviceStore(IDevice device) : IMetadataStore
{
    const int FileMode = 0b110_100_100;
    const int FolderMode = 0b111_101_101;

    PartitionPath Folder => RunFiles.Repository(device.Layout);

    /// <inheritdoc/>
    public byte[]? Read(string name) => Wait(device.Files.ReadAsync(Folder.Below(name), default));

    /// <inheritdoc/>
    public void Replace(string name, ReadOnlySpan<byte> content)
    {
        var (place, beside, bytes) = (Folder.Below(name), Folder.Below($".{name}.new"), content.ToArray());
        Wait(ReplaceAsync());

        async ValueTask ReplaceAsync()
        {
            await device.Files.MakeFolderAsync(Folder, FolderMode, default).ConfigureAwait(false);
            await device.Files.WriteAsync(beside, bytes, FileMode, default).ConfigureAwait(false);
            await device.Files.FlushAsync(beside, default).ConfigureAwait(false);
            await device.Files.RenameAsync(beside, place, default).ConfigureAwait(false);
            await device.Files.FlushAsync(Folder, default).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Delete(string name)
    {
        var place = Folder.Below(name);
        if (Wait(device.Files.StatAsync(place, default)) is null) return;
        Wait(device.Files.DeleteAsync(place, default));
        Wait(device.Files.FlushAsync(Folder, default));
    }

    // What asks knows nothing of a device, and waits for the disk as for any file.
    static T Wait<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();

    static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();
}
