using Planner.Devices.Contract;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Simulated.Tests.Contract;

public sealed class SimulatedDisksTests : DisksContract
{
    protected override Task<IDevice> MakeAsync(string board) => ContractDevice.MakeAsync(board);

    [Test]
    public async Task Have_no_table() => Assert.That(await Device.Disks.TableAsync(default), Is.Null);
}

public sealed class SimulatedArchivesTests : ArchivesContract
{
    protected override Task<IDevice> MakeAsync(string board) => ContractDevice.MakeAsync(board);
}

public sealed class SimulatedTablesTests : TablesContract
{
    protected override Task<IDevice> MakeAsync(string board)
    {
        var file = ContractDevice.File(board);
        var data = file.State!.Partitions["data"] with { Size = ContractLayout.DataSize };
        var partitions = file.State.Partitions.ToDictionary(pair => pair.Key, pair => pair.Key == "data" ? data : pair.Value);
        return Task.FromResult<IDevice>(SimulatedStart.Of(file with { State = file.State with { Partitions = partitions } }, ContractDisk.Layout).Begin());
    }
}

public sealed class SimulatedFilesReadTests : FilesReadContract
{
    protected override Task<IDevice> MakeAsync(string board) => ContractDevice.MakeAsync(board);
}

public sealed class SimulatedFilesWriteTests : FilesWriteContract
{
    protected override Task<IDevice> MakeAsync(string board) => ContractDevice.MakeAsync(board);
}

public sealed class SimulatedFilesTreeTests : FilesTreeContract
{
    protected override Task<IDevice> MakeAsync(string board) => ContractDevice.MakeAsync(board);
}

public sealed class SimulatedServicesTests : ServicesContract
{
    protected override Task<IDevice> MakeAsync(string board) => ContractDevice.MakeAsync(board);
}

public sealed class SimulatedCommandsTests : CommandsContract
{
    protected override Task<IDevice> MakeAsync(string board) => ContractDevice.MakeAsync(board);
}

public sealed class SimulatedPowerTests : PowerContract
{
    protected override Task<IDevice> MakeAsync(string board) => ContractDevice.MakeAsync(board);
}

[TestFixture(ContractLayout.Grub)]
[TestFixture(ContractLayout.UBoot)]
[TestFixture(ContractLayout.Cmdline)]
[TestFixture(ContractLayout.GrubText)]
[TestFixture(ContractLayout.Partition)]
public sealed class SimulatedBootTests(string board) : BootContract(board)
{
    protected override Task<IDevice> MakeAsync(string board) => ContractDevice.MakeAsync(board);
}

public sealed class SimulatedImagesTests : ImagesContract
{
    protected override ImageReference Image => ContractDevice.FolderImage;

    protected override ImageReference ForeignImage => ContractDevice.ForeignImage;

    protected override ImageReference MissingImage => ContractDevice.MissingImage;

    protected override ImageReference DamagedImage => ContractDevice.DamagedImage;

    protected override Task<IDevice> MakeAsync(string board) => ContractDevice.MakeAsync(board);
}

[TestFixture("registry.example/os:next")]
[TestFixture("oci:images/os:next")]
public sealed class SimulatedStoredImagesTests(string image) : StoredImagesContract
{
    protected override ImageReference Image { get; } = ImageReference.Parse(image)!;

    protected override Task<IDevice> MakeAsync(string board) => ContractDevice.MakeAsync(board);
}

public sealed class SimulatedDownloadsTests : DownloadsContract
{
    protected override Uri UrlOf(string name) => new($"https://example.org/{name}");

    protected override Task<IDevice> MakeAsync(string board)
    {
        var file = ContractDevice.File(board);
        var tool = new DownloadSnapshot(Content.Length, Engine.Devices.Files.TreeSnapshotBuilder.DigestOf(Content), Content);
        var state = file.State! with { Downloads = new Dictionary<string, DownloadSnapshot> { ["https://example.org/tool"] = tool } };
        return Task.FromResult<IDevice>(SimulatedStart.Of(file with { State = state }, ContractLayout.Layout).Begin());
    }
}

public sealed class SimulatedContainersTests : ContainersContract
{
    protected override ImageReference Image => ContractDevice.RegistryImage;

    protected override Task<IDevice> MakeAsync(string board) => ContractDevice.MakeAsync(board);

    protected override Task<string> AddAsync(string name, RestartPolicy restart, bool removesItself)
    {
        var device = (SimulatedDevice)Device;
        var made = new ContainerSnapshot(ContainerImage, true, restart, removesItself).Of(name);
        device.World = device.World with { Containers = device.World.Containers.Add(made), Held = device.World.Held.SetItem(ContainerImage, "sha256:" + new string('7', 64)) };
        return Task.FromResult(made.Id);
    }
}

public sealed class SimulatedProgramsTests : ProgramsContract
{
    protected override Task<IDevice> MakeAsync(string board) => ContractDevice.MakeAsync(board);

    protected override async Task<PinnedImage> ImageAsync()
    {
        var image = (await Device.Images.ResolveAsync(ContractDevice.RegistryImage, default)).Image;
        await Device.Containers.PullAsync(image, null, default);
        return image;
    }
}

public sealed class SimulatedLocksTests : LocksContract
{
    protected override Task<IDevice> MakeAsync(string board) => ContractDevice.MakeAsync(board);

    protected override Task<IDevice> MakeAnotherAsync(IDevice device) => Task.FromResult<IDevice>(((SimulatedDevice)device).Another());
}

public sealed class SimulatedClockTests : ClockContract
{
    protected override Task<IDevice> MakeAsync(string board) => ContractDevice.MakeAsync(board);
}

public sealed class SimulatedUpdateLocksTests : UpdateLocksContract
{
    readonly List<HeldUpdateLock> held = [];

    protected override Task<IDevice> MakeAsync(string board)
    {
        held.Clear();
        var file = ContractDevice.File(board);
        return Task.FromResult<IDevice>(SimulatedStart.Of(file with { State = file.State! with { UpdateLocks = held } }, ContractLayout.Layout).Begin());
    }

    protected override Task HoldAsync(string place)
    {
        held.Add(new HeldUpdateLock(place, null));
        return Task.CompletedTask;
    }
}
