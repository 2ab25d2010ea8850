using CliWrap;
using CliWrap.Buffered;
using Planner.Devices.Linux.Containers;
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
        var board = new Board { Name = "board", Architecture = Architecture, Family = "grub-env" };
        Images = new LinuxImages(board, new FolderMounts(Path.Combine(Temporary, "partitions")), Engine, Temporary, Logins);
    }

    protected virtual IReadOnlyList<string> EngineSockets => [];

    private protected virtual IReadOnlyDictionary<string, RegistryLogin> Logins => new Dictionary<string, RegistryLogin>();

    [TearDown]
    public async Task RemoveFoldersAsync()
    {
        await Images.DisposeAsync();
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

    /// <summary>Exports the image and holds it against what umoci unpacks and against its own manifest.</summary>
    protected async Task EqualsUmociAsync(PinnedImage image)
    {
        await ExportAsync(image);
        var bundle = Path.Combine(Temporary, "bundle");
        await Cli.Wrap("umoci").WithArguments(["unpack", "--image", $"{Folder.Path}:os", bundle]).ExecuteBufferedAsync();
        var written = await TreeListing.OfAsync(Slot);
        Assert.That(written, Is.EqualTo(await TreeListing.OfAsync(Path.Combine(bundle, "rootfs"))), "the slot, and what umoci unpacks");
        Assert.That(TreeListing.Of(await Images.ReadTreeAsync(image, default)), Is.EqualTo(written), "the manifest, and the slot");
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

    sealed class FolderMounts(string folder) : IMounts
    {
        public string RootOf(string partition) => Path.Combine(folder, partition);

        public Task<(string Device, string Type, bool IsReadOnly)> DeviceOfAsync(string partition, bool readOnly, CancellationToken ct) => throw new DeviceException(DeviceFault.Failed, $"mount {partition}", "it is a folder");
    }
}
