using CliWrap;
using CliWrap.Buffered;
using Planner.Devices.Linux.Containers;
using Planner.Devices.Linux.Fetching;
using Planner.Devices.Linux.Images;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Testing;

namespace Planner.Devices.Linux.Tests.Images;

/// <summary>An OCI folder made by the test, and a folder in the place of a partition to export it to.</summary>
public abstract class ImageTest
{
    protected string Temporary { get; private set; } = null!;

    protected OciFolderBuilder Folder { get; private set; } = null!;

    /// <summary>The root of the partition <c>slot</c>.</summary>
    protected string Slot => Path.Combine(Temporary, "partitions", "slot");

    /// <summary>What stands for the engine; none here.</summary>
    private protected LinuxContainers Engine { get; set; } = null!;

    private protected HttpFetcher Fetcher { get; private set; } = null!;

    private protected LinuxImages Images { get; private set; } = null!;

    protected virtual string Architecture => "amd64";

    [SetUp]
    public void MakeFolders()
    {
        Assert.That(Environment.IsPrivilegedProcess, Is.True, "these tests give files owners and make devices: run them as root");
        Temporary = Directory.CreateTempSubdirectory("planner-image-").FullName;
        Directory.CreateDirectory(Slot);
        Folder = new OciFolderBuilder(Path.Combine(Temporary, "oci"));
        Engine = new LinuxContainers(EngineSockets, null, null, TimeProvider.System);
        Fetcher = new HttpFetcher(Network, new HastyTime());
        var board = new Board { Name = "board", Architecture = Architecture, Family = "grub-env" };
        Images = new LinuxImages(board, new FolderMounts(Path.Combine(Temporary, "partitions")), Engine, Temporary, Fetcher);
    }

    protected virtual IReadOnlyList<string> EngineSockets => [];

    private protected virtual NetworkSettings Network => new();

    [TearDown]
    public async Task RemoveFoldersAsync()
    {
        Fetcher.Dispose();
        await Engine.DisposeAsync();
        Directory.Delete(Temporary, recursive: true);
    }

    /// <summary>Makes an image of layers and pins it.</summary>
    protected async Task<PinnedImage> ImageAsync(params LayerBuilder[] layers)
    {
        Folder.Add("os", "amd64", Packing.Gzip, layers);
        return await PinAsync("oci:oci:os");
    }

    protected async Task<PinnedImage> PinAsync(string reference) => (await Images.ResolveAsync(ImageReference.Parse(reference)!, default)).Image;

    protected async Task ExportAsync(PinnedImage image, TreeSelection? selection = null) => await Images.ExportAsync(image, selection ?? TreeSelection.All, PartitionPath.Root("slot"), default);

    /// <summary>Exports the image, streams it from a registry and copies what was streamed, and holds all of it against what umoci unpacks and against the image's own manifest.</summary>
    protected async Task EqualsUmociAsync(PinnedImage image)
    {
        await ExportAsync(image);
        var bundle = Path.Combine(Temporary, "bundle");
        await Cli.Wrap("umoci").WithArguments(["unpack", "--image", $"{Folder.Path}:os", bundle]).ExecuteBufferedAsync();
        var written = await TreeListing.OfAsync(Slot);
        Assert.That(written, Is.EqualTo(await TreeListing.OfAsync(Path.Combine(bundle, "rootfs"))), "the slot, and what umoci unpacks");
        Assert.That(TreeListing.Of(await Images.ReadTreeAsync(image, default)), Is.EqualTo(written), "the manifest, and the slot");
        await StreamsAsync(image, written);
    }

    async Task StreamsAsync(PinnedImage image, IReadOnlyList<string> expected)
    {
        await using var registry = RegistryStandIn.Serve(Folder, (_, _) => Task.FromResult(true));
        var streamed = ImageReference.Parse($"{registry.Host}/os@{image.Digest}")!.Pin(image.Digest);
        var tree = await Images.StreamAsync(streamed, MakePartition("streamed"), null, default);
        Assert.That(TreeListing.Of(tree), Is.EqualTo(expected), "what was streamed, as it is told");
        Assert.That(await TreeListing.OfAsync(PathOf("streamed")), Is.EqualTo(expected), "what was streamed");
        await Images.ExportAsync(streamed with { Tree = PartitionPath.Root("streamed") }, TreeSelection.All, MakePartition("copied"), default);
        Assert.That(await TreeListing.OfAsync(PathOf("copied")), Is.EqualTo(expected), "what was copied of what was streamed");
    }

    /// <summary>The folder in the place of a partition.</summary>
    protected string PathOf(string partition) => Path.Combine(Temporary, "partitions", partition);

    /// <summary>Makes a folder in the place of a partition.</summary>
    protected PartitionPath MakePartition(string name)
    {
        Directory.CreateDirectory(PathOf(name));
        return PartitionPath.Root(name);
    }

    /// <summary>Asserts that a call is refused and gives the refusal.</summary>
    protected static async Task<DeviceException> RefusesAsync(DeviceFault fault, Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (DeviceException refused)
        {
            Assert.That(refused.Fault, Is.EqualTo(fault), refused.Message);
            return refused;
        }

        throw new AssertionException($"the call went well, instead of failing with {fault}");
    }
}
