using Docker.DotNet;
using Docker.DotNet.Models;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Containers;

/// <summary>The container engine through its API, on the first socket that answers.</summary>
/// <param name="sockets">Sockets of the layout or the bench, tried in order; none where there is no engine.</param>
/// <param name="start">Starts the engine's unit, or null where nothing can.</param>
/// <param name="status">On a bench without an engine: whether it counts as having a working one. Null with a real one.</param>
/// <param name="time">Time, for waiting.</param>
public sealed partial class LinuxContainers(
    IReadOnlyList<string> sockets,
    Func<CancellationToken, ValueTask>? start,
    Func<CancellationToken, ValueTask<bool>>? status,
    TimeProvider time) : IContainers, IAsyncDisposable
{
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    readonly EngineClient engine = new(sockets);

    /// <inheritdoc/>
    public async ValueTask<EngineState> LookAsync(CancellationToken ct)
    {
        if (!engine.IsConfigured) return await LookAtBenchAsync(ct);
        var (client, version, kind, reason) = await engine.FindAsync(ct);
        return new EngineState(kind, client is not null, version?.Version, reason);
    }

    /// <inheritdoc/>
    public async ValueTask StartAsync(CancellationToken ct)
    {
        const string tried = "start the container engine";
        if ((await LookAsync(ct)).Ready) return;
        if (start is null) throw new DeviceException(DeviceFault.Unreachable, tried, "nothing on this device starts it");
        await start(ct);
        var began = time.GetTimestamp();
        while (await LookAsync(ct) is { Ready: false, Reason: var reason })
        {
            if (time.GetElapsedTime(began) > StartLimit) throw new DeviceException(DeviceFault.TimedOut, tried, $"it was started, but does not answer: {reason}");
            await Task.Delay(Pause, time, ct);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> HasAsync(PinnedImage image, CancellationToken ct) =>
        !image.Reference.IsFolder && await AskAsync($"look for {image} in the container engine", async client => await FindAsync(client, image, ct) is not null, ct);

    /// <inheritdoc/>
    public async ValueTask PullAsync(PinnedImage image, IProgress<long>? progress, CancellationToken ct)
    {
        var tried = $"pull {image}";
        if (image.Reference.IsFolder) throw new DeviceException(DeviceFault.Failed, tried, "an engine pulls from registries, not from folders");
        await AskAsync(tried, async client =>
        {
            var heard = new PullProgress(progress);
            await client.Images.CreateImageAsync(new ImagesCreateParameters { FromImage = image.Reference.Name, Tag = image.Digest }, null, heard, ct);
            if (heard.Error is { } error) throw EngineFailure.Of(tried, error);
            if (await FindAsync(client, image, ct) is null)
                throw new DeviceException(heard.IsDone ? DeviceFault.Failed : DeviceFault.Unreachable, tried, heard.IsDone ? "the engine says it has the image, but does not know its digest" : "the engine's answer broke off");
            return true;
        }, ct);
    }

    /// <inheritdoc/>
    public async ValueTask TagAsync(PinnedImage image, string nameAndTag, CancellationToken ct)
    {
        var tried = $"tag {image} as {nameAndTag}";
        var cut = nameAndTag.LastIndexOf(':');
        var (name, tag) = cut > nameAndTag.LastIndexOf('/') ? (nameAndTag[..cut], nameAndTag[(cut + 1)..]) : (nameAndTag, "latest");
        await AskAsync(tried, async client =>
        {
            await client.Images.TagImageAsync(image.PullName, new ImageTagParameters { RepositoryName = name, Tag = tag }, ct);
            return true;
        }, ct);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken ct) => !engine.IsConfigured && status is not null ? [] : await AskAsync("list the container engine's images", async client =>
    {
        var images = await client.Images.ListImagesAsync(new ImagesListParameters { Digests = true }, ct);
        return images.SelectMany(image => (image.RepoTags ?? []).Concat(image.RepoDigests ?? []))
            .Where(name => !name.Contains("<none>", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
    }, ct);

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(string name, CancellationToken ct) => await AskAsync($"remove {name} from the container engine", async client =>
    {
        try
        {
            // By name only, and never by force: other names of the same image, and images in use, stay.
            await client.Images.DeleteImageAsync(name, new ImageDeleteParameters(), ct);
        }
        catch (DockerImageNotFoundException)
        {
            return false;
        }

        return true;
    }, ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        engine.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The engine's id of an image that it holds, and how to have it saved. Not held: <see cref="DeviceFault.NotFound"/>.</summary>
    internal async Task<(string Id, Func<CancellationToken, Task<Stream>> Save)> OpenAsync(PinnedImage image, string tried, CancellationToken ct)
    {
        var found = await AskAsync(tried, client => FindAsync(client, image, ct), ct)
            ?? throw new DeviceException(DeviceFault.NotFound, tried, "the container engine does not hold it");
        return (found.ID, stop => AskAsync(tried, client => client.Images.SaveImageAsync(found.ID, stop), stop));
    }

    async ValueTask<EngineState> LookAtBenchAsync(CancellationToken ct)
    {
        if (status is null) return new EngineState("none", false, null, "the device has no container engine");
        var ready = await status(ct);
        return new EngineState("none", ready, null, ready ? null : "the bench's command for the engine's status says so");
    }

    static async Task<ImageInspectResponse?> FindAsync(DockerClient client, PinnedImage image, CancellationToken ct)
    {
        try
        {
            var found = await client.Images.InspectImageAsync(image.PullName, ct);
            return found.RepoDigests?.Any(name => name.EndsWith(image.Digest, StringComparison.Ordinal)) == true ? found : null;
        }
        catch (DockerImageNotFoundException)
        {
            return null;
        }
    }

    async Task<T> AskAsync<T>(string tried, Func<DockerClient, Task<T>> ask, CancellationToken ct)
    {
        var client = await engine.ConnectAsync(tried, ct);
        try
        {
            return await ask(client);
        }
        catch (Exception e) when (EngineFailure.IsOfEngine(e))
        {
            ct.ThrowIfCancellationRequested();
            throw EngineFailure.Of(tried, e);
        }
    }
}
