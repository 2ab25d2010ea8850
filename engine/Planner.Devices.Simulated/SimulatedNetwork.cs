using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

/// <summary>A network on which either everything answers or nothing does.</summary>
sealed class SimulatedNetwork(SimulatedDevice device) : INetwork
{
    public ValueTask<string?> ProbeAsync(Uri url, CancellationToken ct)
    {
        try
        {
            device.Note("network.probe", EffectKind.Reads, ResourceKind.Network, url.Host, "", device.Times.Ask, ct);
        }
        catch (DeviceException e)
        {
            return new(e.Message);
        }

        return new(device.Things.Online ? null : $"{url.Host} does not answer");
    }

    public ValueTask FetchAsync(DeclaredFile download, PartitionPath file, IProgress<long>? progress, CancellationToken ct)
    {
        var tried = $"fetch {download.Url} to {file}";
        device.Live();
        if (!device.Things.Online) throw new DeviceException(DeviceFault.Unreachable, tried, $"{download.Url.Host} does not answer");
        SimulatedFetch.Into(device, "network.fetch", download.Url.Host, isFolder: false, file, Offered(download, file), (download.Size, download.Sha256), tried, ct);
        progress?.Report(download.Size);
        return default;
    }

    TreeNode? Offered(DeclaredFile download, PartitionPath file)
    {
        if (!device.Start.State.Downloads.TryGetValue(download.Url.OriginalString, out var offered)) return null;
        var entry = new TreeEntry { Path = file.Path, Type = EntryType.File, Mode = download.Mode, Size = offered.Size, Digest = offered.Sha256 };
        return new TreeNode(entry, offered.Content is { } content ? FileContent.Of(content) : null);
    }
}
