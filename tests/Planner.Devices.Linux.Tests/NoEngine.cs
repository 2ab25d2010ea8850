using Planner.Devices.Linux.Fetching;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Tests;

/// <summary>The ports of a device without images and engine.</summary>
sealed class NoEngine : IImages, IContainers
{
    internal static EnginePorts Make(Board board, IMounts mounts, HttpFetcher fetcher, IReadOnlyList<string> sockets, string folder, BenchSpec? bench) => new(new NoEngine(), new NoEngine());

    public ValueTask<ImageInfo> ResolveAsync(ImageReference reference, CancellationToken ct) => throw Nothing("find an image");

    public ValueTask<TreeManifest> ReadTreeAsync(PinnedImage image, CancellationToken ct) => throw Nothing("read an image");

    public ValueTask<byte[]?> ReadFileAsync(PinnedImage image, string path, CancellationToken ct) => throw Nothing("read an image");

    public ValueTask ExportAsync(PinnedImage image, TreeSelection selection, PartitionPath target, CancellationToken ct) => throw Nothing("export an image");

    public ValueTask<TreeManifest> StreamAsync(PinnedImage image, PartitionPath target, IProgress<long>? progress, CancellationToken ct) => throw Nothing("stream an image");

    public ValueTask<IReadOnlyList<ImagePart>> PartsAsync(PinnedImage image, CancellationToken ct) => throw Nothing("ask for an image");

    public ValueTask FetchAsync(PinnedImage image, ImagePart part, PartitionPath file, IProgress<long>? progress, CancellationToken ct) => throw Nothing("fetch an image");

    public ValueTask<EngineState> LookAsync(CancellationToken ct) => ValueTask.FromResult(new EngineState("none", false, null, "there is no engine"));

    public ValueTask StartAsync(CancellationToken ct) => throw Nothing("start the engine");

    public ValueTask<bool> HasAsync(PinnedImage image, CancellationToken ct) => throw Nothing("ask the engine");

    public ValueTask PullAsync(PinnedImage image, IProgress<long>? progress, CancellationToken ct) => throw Nothing("pull an image");

    public ValueTask TagAsync(PinnedImage image, string nameAndTag, CancellationToken ct) => throw Nothing("tag an image");

    public ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken ct) => throw Nothing("list images");

    public ValueTask RemoveAsync(string name, CancellationToken ct) => throw Nothing("remove an image");

    public ValueTask<IReadOnlyList<ContainerState>> ContainersAsync(CancellationToken ct) => throw Nothing("list containers");

    public ValueTask StopContainerAsync(string id, CancellationToken ct) => throw Nothing("stop a container");

    public ValueTask StartContainerAsync(string id, CancellationToken ct) => throw Nothing("start a container");

    public ValueTask<CommandResult> RunAsync(ContainerRun run, CancellationToken ct) => throw Nothing("run a program of an image");

    public ValueTask ForgetAsync(string name, CancellationToken ct) => throw Nothing("remove a container");

    public ValueTask RemoveContainerAsync(string id, CancellationToken ct) => throw Nothing("remove a container");

    public ValueTask RemoveImagesAsync(CancellationToken ct) => throw Nothing("remove images");

    static DeviceException Nothing(string tried) => new(DeviceFault.NotFound, tried, "there is no engine");
}
