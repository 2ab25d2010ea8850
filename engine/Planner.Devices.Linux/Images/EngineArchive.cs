using Planner.Devices.Linux.Images.Tar;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Images;

/// <summary>An image that the container engine holds, read as the archive that it saves: <c>manifest.json</c> with a <c>layer.tar</c> each (Docker before 25 and balena), or an image layout of blobs with the same <c>manifest.json</c>. The archive is streamed and never stored; which layer is which is known only at its end. Layers are checked against the configuration, and that against the engine's id of the image or the pinned manifest.</summary>
/// <param name="save">Asks the engine for the archive.</param>
/// <param name="id">The engine's id of the image.</param>
/// <param name="pinned">Digest of the manifest that it was pulled by.</param>
/// <param name="tried">What is being done, for messages.</param>
sealed class EngineArchive(Func<CancellationToken, Task<Stream>> save, string id, string pinned, string tried) : IImageSource
{
    const string Blobs = "blobs/sha256/";
    const int LargestDocument = 8 << 20;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ReadLayersAsync(Predicate<string> wanted, LayerVisit visit, CancellationToken ct)
    {
        await using var archive = await save(ct);
        using var bridged = new BridgedStream(archive);
        await using var stop = ct.Register(archive.Dispose);
        try
        {
            return await Task.Run(() => Read(bridged, wanted, visit, ct), ct);
        }
        catch (DeviceException e) when (e.Fault == DeviceFault.Failed && bridged.HasEnded)
        {
            throw new DeviceException(DeviceFault.Unreachable, tried, $"the engine's archive breaks off: {e.Result}", e);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or HttpRequestException)
        {
            ct.ThrowIfCancellationRequested();
            throw new DeviceException(DeviceFault.Unreachable, tried, $"the engine broke off: {e.Message}", e);
        }
    }

    IReadOnlyList<string> Read(BridgedStream archive, Predicate<string> wanted, LayerVisit visit, CancellationToken ct)
    {
        var tar = new TarStream(archive, tried, ct);
        var parts = new ArchiveParts();
        while (tar.Next() is { } entry)
        {
            var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            if (entry.Type is '1' or '2') parts.Links[name] = entry.LinkName;
            else if (entry.Type != '0') continue;
            else if (name.EndsWith("/layer.tar", StringComparison.Ordinal)) ReadLayer(name, tar.OpenContent());
            else if (name.StartsWith(Blobs, StringComparison.Ordinal)) ReadBlob(name, entry);
            else if (name.EndsWith(".json", StringComparison.Ordinal) && !name.Contains('/')) parts.Documents[name] = Document(tar, entry);
        }

        return parts.Layers(id, pinned, tried);

        void ReadLayer(string name, Stream content)
        {
            if (!wanted(name)) return;
            LayerStream.Read(content, found => Keep(name, found), hashPlain: true, layer => visit(name, layer), $"{tried}, layer {name}", ct);
        }

        string? Keep(string name, LayerDigests found)
        {
            parts.Digests[name] = found.Plain;
            return null;
        }

        void ReadBlob(string name, TarEntry entry)
        {
            using var content = new PeekedStream(tar.OpenContent(), 512);
            var isTar = content.Start.Length > 262 && content.Start.Slice(257, 5).SequenceEqual("ustar"u8);
            if (isTar || content.Start is not [(byte)'{', ..]) ReadLayer(name, content);
            else if (entry.Size <= LargestDocument)
            {
                var whole = new byte[entry.Size];
                content.ReadExactly(whole);
                parts.Documents[name] = whole;
            }
        }
    }

    byte[] Document(TarStream tar, TarEntry entry) =>
        entry.Size <= LargestDocument ? tar.ReadAll(entry) : throw new DeviceException(DeviceFault.Failed, tried, $"{entry.Name} is too large for a document");
}
