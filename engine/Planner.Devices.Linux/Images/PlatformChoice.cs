using System.Runtime.CompilerServices;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Images;

/// <summary>Finds the image for a board behind an index, which may hold further ones.</summary>
/// <param name="board">The board's platform.</param>
/// <param name="read">Reads a document that a descriptor names, its digest checked.</param>
/// <param name="tried">What is being done, for messages.</param>
sealed class PlatformChoice(Platform board, Func<Descriptor, CancellationToken, Task<byte[]>> read, string tried)
{
    // Indexes within indexes; one level is usual.
    const int Deepest = 4;

    /// <summary>The best of these. For other boards only: <see cref="DeviceFault.WrongPlatform"/>.</summary>
    public async Task<ChosenImage> ChooseAsync(IReadOnlyList<Descriptor> manifests, CancellationToken ct)
    {
        var found = new List<Platform>();
        Candidate? best = null;
        await foreach (var image in Images(manifests, 0, ct))
        {
            found.Add(image.Platform);
            if (image.Platform.FitOn(board) is { } fit && (best is null || fit > best.Platform.FitOn(board))) best = image;
        }

        return best is null
            ? throw new DeviceException(DeviceFault.WrongPlatform, tried, $"there is no image for {board}, only for {(found.Count == 0 ? "none" : string.Join(", ", found.Distinct()))}")
            : new ChosenImage(best.Descriptor, best.Platform, OciDocument.Manifest(await read(best.Descriptor, ct), tried));
    }

    async IAsyncEnumerable<Candidate> Images(IReadOnlyList<Descriptor> manifests, int depth, [EnumeratorCancellation] CancellationToken ct)
    {
        if (depth > Deepest) throw new DeviceException(DeviceFault.Failed, tried, "its indexes are nested too deep");
        foreach (var descriptor in manifests)
        {
            if (descriptor is { IsIndex: false, Platform: { Os: not "unknown" } platform })
            {
                yield return new Candidate(descriptor, platform);
                continue;
            }

            if (descriptor.Platform is { Os: "unknown" }) continue; // what builders attest about another image
            var document = await read(descriptor, ct);
            if (OciDocument.Index(document, tried) is { } inner)
            {
                await foreach (var image in Images(inner, depth + 1, ct)) yield return image;
                continue;
            }

            var config = OciDocument.Config(await read(OciDocument.Manifest(document, tried).Config, ct), tried);
            yield return new Candidate(descriptor, config.Platform);
        }
    }

    sealed record Candidate(Descriptor Descriptor, Platform Platform);
}

/// <summary>An image for one platform.</summary>
/// <param name="Descriptor">Names its manifest.</param>
/// <param name="Platform">What it runs on.</param>
/// <param name="Manifest">Its manifest.</param>
sealed record ChosenImage(Descriptor Descriptor, Platform Platform, ImageManifest Manifest);
