using Planner.Devices.Contract;
using Planner.Devices.Linux.Containers;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Testing;

namespace Planner.Devices.Linux.Tests.Images;

[NeedsRoot]
public sealed class Images_of_a_bench : ImagesContract
{
    protected override ImageReference Image { get; } = ImageReference.Parse("oci:images/os:2.3.0")!;

    protected override ImageReference ForeignImage { get; } = ImageReference.Parse("oci:images/foreign:2.3.0")!;

    protected override ImageReference MissingImage { get; } = ImageReference.Parse("oci:images/os:9.9.9")!;

    protected override ImageReference DamagedImage { get; } = ImageReference.Parse("oci:images/damaged:2.3.0")!;

    protected override async Task<IDevice> MakeAsync(string board)
    {
        var bench = TestBench.Make();
        ContractImage.Write(Path.Combine(bench.Folder, "images/os"), "2.3.0", "amd64");
        ContractImage.Write(Path.Combine(bench.Folder, "images/foreign"), "2.3.0", "arm/v7");
        ContractImage.Write(Path.Combine(bench.Folder, "images/damaged"), "2.3.0", "amd64", damaged: true);
        return await bench.OpenAsync(TestBench.File(board), LinuxEngine.Make);
    }
}

[NeedsRoot]
public sealed class Containers_of_a_bench : ContainersContract
{
    TestEngine engine = null!;
    TestRegistry registry = null!;
    string name = "";

    protected override ImageReference Image => ImageReference.Parse(name)!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        engine = await TestEngine.StartAsync();
        registry = await TestRegistry.StartAsync();
        var folder = Directory.CreateTempSubdirectory("planner-contract-").FullName;
        ContractImage.Write(folder, "os", "amd64");
        name = await registry.PushAsync(folder, "os", "contract/os:2.3.0");
        Directory.Delete(folder, recursive: true);
    }

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        if (registry is not null) await registry.DisposeAsync();
        if (engine is not null) await engine.DisposeAsync();
    }

    protected override async Task<IDevice> MakeAsync(string board)
    {
        var file = TestBench.File(board);
        var device = await TestBench.Make().OpenAsync(file with { Bench = file.Bench! with { Engine = new BenchEngine(engine.Socket, null, null) } }, LinuxEngine.Make);
        foreach (var container in await device.Containers.ContainersAsync(default)) await device.Containers.RemoveContainerAsync(container.Id, default);
        await device.Containers.RemoveImagesAsync(default);
        return device;
    }

    protected override async Task<string> AddAsync(string name, RestartPolicy restart, bool removesItself)
    {
        await engine.ImportAsync(ContainerImage);
        return await engine.RunAsync(name, ContainerImage, removesItself ? ["--rm"] : ["--restart", restart.Word()]);
    }
}

[NeedsRoot]
public sealed class Stored_images_of_a_bench : StoredImagesContract
{
    TestRegistry registry = null!;
    string name = "";

    protected override ImageReference Image => ImageReference.Parse(name)!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        registry = await TestRegistry.StartAsync();
        var folder = Directory.CreateTempSubdirectory("planner-contract-").FullName;
        ContractImage.Write(folder, "os", "amd64");
        name = await registry.PushAsync(folder, "os", "contract/os:2.3.0");
        Directory.Delete(folder, recursive: true);
    }

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        if (registry is not null) await registry.DisposeAsync();
    }

    protected override async Task<IDevice> MakeAsync(string board) => await TestBench.Make().OpenAsync(TestBench.File(board), LinuxEngine.Make);
}

[NeedsRoot]
public sealed class Stored_images_from_a_folder_of_a_bench : StoredImagesContract
{
    protected override ImageReference Image { get; } = ImageReference.Parse("oci:images/os:os")!;

    protected override async Task<IDevice> MakeAsync(string board)
    {
        var bench = TestBench.Make();
        ContractImage.Write(Path.Combine(bench.Folder, "images/os"), "os", "amd64");
        return await bench.OpenAsync(TestBench.File(board), LinuxEngine.Make);
    }
}
