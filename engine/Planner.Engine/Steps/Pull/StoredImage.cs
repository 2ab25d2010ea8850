using System.Text;
using System.Text.Json.Nodes;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Images;

namespace Planner.Engine.Steps;

/// <summary>An image in a folder on a partition, as its registry packs it (OCI image layout). Each blob is fetched beside its place, checked, flushed and renamed, so that an interruption at any moment is gone on from; <c>index.json</c> comes last.</summary>
/// <param name="context">The step's context.</param>
/// <param name="image">The image.</param>
/// <param name="from">The folder that it is copied from, its role unbound, or null when it is fetched.</param>
/// <param name="to">The folder, its role unbound.</param>
sealed class StoredImage(StepContext context, ImageInfo image, PartitionPath? from, PartitionPath to)
{
    const string MadeKey = "made";
    const long Block = 4096;

    // Folders, the layout's two documents, and the file system's own lists of a file's blocks.
    const long Around = 16 * Block;
    const int FileMode = 0b110_100_100;
    const int FolderMode = 0b111_101_101;

    readonly IFiles files = context.Device.Files;
    readonly PartitionPath folder = context.Path(to);

    PinnedImage Stored => image.Image with { Folder = folder };

    PartitionPath Blobs => folder.Below("blobs/sha256");

    /// <summary>What it takes: as its manifest says, or as it lies where it is copied from.</summary>
    internal async ValueTask<IReadOnlyList<SpaceNeed>> SpaceAsync(CancellationToken ct)
    {
        if (!context.IsErased(to.Partition)) await RefuseWhatIsThereAsync(ct);
        var sizes = from is { } source && context.Tree(image) is not null
            ? (await files.ListAsync(context.Path(source).Below("blobs/sha256"), ct)).Select(blob => blob.Size)
            : (await context.Device.Images.PartsAsync(image.Image, ct)).Select(part => part.Size);
        return [new SpaceNeed(folder.Partition, sizes.Sum(size => (size + Block - 1) / Block * Block) + Around, Lasting: true, "the packed image")];
    }

    /// <summary>The tree of what is stored.</summary>
    internal ValueTask<TreeManifest> TreeAsync(CancellationToken ct) => context.Device.Images.ReadTreeAsync(Stored, ct);

    /// <summary>Whether all of it is there and matches its digests.</summary>
    internal async ValueTask<bool> IsWholeAsync(CancellationToken ct)
    {
        if (await files.StatAsync(Index, ct) is null) return false;
        try
        {
            await context.Device.Images.ReadTreeAsync(Stored, ct);
            return true;
        }
        catch (DeviceException e) when (e.Fault is DeviceFault.NotFound or DeviceFault.NotAuthentic)
        {
            return false;
        }
    }

    /// <summary>Brings it, as far as it is not there yet.</summary>
    internal async ValueTask BringAsync(CancellationToken ct)
    {
        if (context.Kept is null)
        {
            await RefuseWhatIsThereAsync(ct);
            await context.KeepAsync(new JsonObject { [MadeKey] = await FirstMissingAsync(ct) }, ct);
        }

        await files.MakeFolderAsync(Blobs, FolderMode, ct);
        if (from is { } stored) await CopyAsync(context.Path(stored), ct);
        else await FetchAsync(ct);
        await files.FlushAllAsync(folder.Partition, ct);

        // What was written is not what the system remembers of it: it is read from the disk.
        await context.Device.Disks.RemountAsync(folder.Partition, ct);
        await context.Device.Images.ReadTreeAsync(Stored, ct);
    }

    /// <summary>Takes away what was brought, and the folders made for it. A partition that is no more has nothing to take away.</summary>
    internal async ValueTask RemoveAsync(CancellationToken ct)
    {
        if (context.Kept?[MadeKey]?.GetValue<string>() is not { } made || await context.Device.Disks.LookAsync(folder.Partition, ct) is null) return;
        var top = folder with { Path = made };
        await files.DeleteAsync(top, ct);
        await files.FlushAsync(top.Folder, ct);
    }

    async ValueTask FetchAsync(CancellationToken ct)
    {
        var parts = await context.Device.Images.PartsAsync(image.Image, ct);
        var fetched = new Fetched(context, parts.Sum(part => part.Size));
        foreach (var part in parts)
        {
            await BringAsync(part, fetched, ct);
            fetched.Before += part.Size;
        }

        await WriteAsync(folder.Below("oci-layout"), new JsonObject { ["imageLayoutVersion"] = "1.0.0" }, ct);
        await WriteAsync(Index, IndexOf(parts[^1]), ct);
    }

    async ValueTask CopyAsync(PartitionPath stored, CancellationToken ct)
    {
        var blobs = stored.Below("blobs/sha256");
        foreach (var blob in await files.ListAsync(blobs, ct))
            if (await files.DigestAsync(Blobs.Below(blob.Name), ct) != blob.Name) await CopyAsync(blobs.Below(blob.Name), Blobs.Below(blob.Name), ct);
        foreach (var name in new[] { "oci-layout", Index.Name }) await CopyAsync(stored.Below(name), folder.Below(name), ct);
    }

    async ValueTask CopyAsync(PartitionPath source, PartitionPath target, CancellationToken ct)
    {
        var beside = target with { Path = $"{target.Path}.part" };
        await files.CopyAsync(source, beside, ct);
        await files.FlushAsync(beside, ct);
        await files.RenameAsync(beside, target, ct);
        await files.FlushAsync(target.Folder, ct);
    }

    async ValueTask BringAsync(ImagePart part, Fetched fetched, CancellationToken ct)
    {
        var blob = Blobs.Below(part.Hex);
        if (await files.DigestAsync(blob, ct) == part.Hex) return;
        var beside = blob with { Path = $"{blob.Path}.part" };
        context.CountFetched(image.Image, await new FetchedFile(context, beside, part.Size).FetchAsync(file => context.Device.Images.FetchAsync(image.Image, part, file, fetched, ct), ct));
        await files.RenameAsync(beside, blob, ct);
        await files.FlushAsync(blob.Folder, ct);
    }

    async ValueTask WriteAsync(PartitionPath file, JsonObject content, CancellationToken ct)
    {
        var beside = file with { Path = $"{file.Path}.part" };
        await files.WriteAsync(beside, Encoding.UTF8.GetBytes(content.ToJsonString()), FileMode, ct);
        await files.FlushAsync(beside, ct);
        await files.RenameAsync(beside, file, ct);
        await files.FlushAsync(file.Folder, ct);
    }

    async ValueTask RefuseWhatIsThereAsync(CancellationToken ct)
    {
        if (context.Kept is null && await files.StatAsync(folder, ct) is not null)
            throw new DeviceException(DeviceFault.Failed, $"store {image.Image} in {folder}", "something is there already; take it away first");
    }

    /// <summary>The topmost folder that is made for it.</summary>
    async ValueTask<string> FirstMissingAsync(CancellationToken ct)
    {
        var missing = folder.Path;
        for (var above = folder.Folder; above.Path != "/" && await files.StatAsync(above, ct) is null; above = above.Folder) missing = above.Path;
        return missing;
    }

    PartitionPath Index => folder.Below("index.json");

    static JsonObject IndexOf(ImagePart manifest) => new()
    {
        ["schemaVersion"] = 2,
        ["manifests"] = new JsonArray(new JsonObject { ["mediaType"] = manifest.MediaType, ["digest"] = manifest.Digest, ["size"] = manifest.Size }),
    };
}
