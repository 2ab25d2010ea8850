using System.Diagnostics;
using System.Globalization;
using CliWrap;
using CliWrap.Buffered;
using Planner.Devices.Linux;
using Planner.Devices.Linux.Containers;
using Planner.Devices.Linux.Fetching;
using Planner.Devices.Linux.Images;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Testing;

namespace Planner.Benchmarks;

/// <summary>The ways of an image from a registry on this machine to a tree that is on the disk: straight, staged, through an engine, and what a shell would do. Needs root, docker, docker-registry, skopeo and curl.</summary>
sealed class Ways : IMounts, IAsyncDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("planner-ways-").FullName;
    readonly HttpFetcher fetcher = new(new NetworkSettings());

    TestEngine engine = null!;
    TestRegistry registry = null!;
    LinuxContainers containers = null!;
    LinuxImages images = null!;
    ImageInfo image = null!;
    string layer = "";

    /// <summary>Measures each way so many times, and prints the best of each.</summary>
    /// <param name="source">The folder whose content is the image.</param>
    /// <param name="times">How often.</param>
    internal static async Task MeasureAsync(string source, int times)
    {
        await using var ways = new Ways();
        await ways.PrepareAsync(source);
        Console.WriteLine($"{ByteSize.Format(ways.image.Packed)} packed, {ByteSize.Format(ways.image.Unpacked)} unpacked");
        await PrintAsync("curl | gunzip | tar, sync", times, ways.ShellAsync);
        await PrintAsync("straight", times, ways.StraightAsync);
        await PrintAsync("staged", times, ways.StagedAsync);
        await PrintAsync("through the engine", times, ways.EngineAsync);
    }

    /// <inheritdoc/>
    public string RootOf(string partition) => Path.Combine(folder, partition);

    /// <inheritdoc/>
    public Task<(string Device, string Type, bool IsReadOnly)> DeviceOfAsync(string partition, bool readOnly, CancellationToken ct) => throw new NotSupportedException();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        fetcher.Dispose();
        if (containers is not null) await containers.DisposeAsync();
        if (registry is not null) await registry.DisposeAsync();
        if (engine is not null) await engine.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    async Task PrepareAsync(string source)
    {
        (engine, registry) = (await TestEngine.StartAsync(), await TestRegistry.StartAsync());
        var tar = Path.Combine(folder, "tar");
        await RunAsync("tar", "-C", source, "-cf", tar, ".");
        var made = new OciFolderBuilder(Path.Combine(folder, "oci"));
        var digest = made.AddTars("os", "amd64", Packing.Gzip, await File.ReadAllBytesAsync(tar));
        layer = made.LayersOf(digest)[0];
        await registry.PushAsync(made.Path, "os", "ways/os:1");
        containers = new LinuxContainers([engine.Socket], null, null, TimeProvider.System);
        images = new LinuxImages(new Board { Name = "board", Architecture = "amd64", Family = "grub-env" }, this, containers, folder, fetcher);
        image = await images.ResolveAsync(ImageReference.Parse($"{registry.Host}/ways/os:1")!, default);
    }

    static async Task PrintAsync(string name, int times, Func<Task> way)
    {
        var best = TimeSpan.MaxValue;
        for (var time = 0; time < times; time++)
        {
            var watch = Stopwatch.StartNew();
            await way();
            if (watch.Elapsed < best) best = watch.Elapsed;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-26} {best.TotalSeconds,6:F2} s"));
    }

    Task ShellAsync() => RunAsync("sh", "-c", $"curl -sf http://{registry.Host}/v2/ways/os/blobs/{layer} | gunzip | tar --xattrs -x -C '{Empty("slot")}' && sync -f '{RootOf("slot")}'");

    async Task StraightAsync()
    {
        Empty("slot");
        await images.StreamAsync(image.Image, PartitionPath.Root("slot"), null, default);
    }

    async Task StagedAsync()
    {
        Directory.CreateDirectory(Path.Combine(Empty("data"), "image/blobs/sha256"));
        Empty("slot");
        var stored = PartitionPath.Root("data").Below("image");
        foreach (var part in await images.PartsAsync(image.Image, default)) await images.FetchAsync(image.Image, part, stored.Below($"blobs/sha256/{part.Hex}"), null, default);
        await RunAsync("sync", "-f", RootOf("data"));
        // A tree is kept for a process; a device reads each once.
        var fresh = new LinuxImages(new Board { Name = "board", Architecture = "amd64", Family = "grub-env" }, this, containers, folder, fetcher);
        await fresh.ExportAsync(image.Image with { Folder = stored }, TreeSelection.All, PartitionPath.Root("slot"), default);
    }

    async Task EngineAsync()
    {
        Empty("slot");
        await containers.PullAsync(image.Image, null, default);
        var fresh = new LinuxImages(new Board { Name = "board", Architecture = "amd64", Family = "grub-env" }, this, containers, folder, fetcher);
        await fresh.ExportAsync(image.Image, TreeSelection.All, PartitionPath.Root("slot"), default);
        await containers.RemoveAsync(image.Image.PullName, default);
    }

    string Empty(string partition)
    {
        var root = RootOf(partition);
        if (Directory.Exists(root)) Directory.Delete(root, recursive: true);
        Directory.CreateDirectory(root);
        return root;
    }

    static async Task RunAsync(string program, params string[] arguments) => await Cli.Wrap(program).WithArguments(arguments).ExecuteBufferedAsync();
}
