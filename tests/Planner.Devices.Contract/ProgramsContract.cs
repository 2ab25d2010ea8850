using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Devices.Contract;

/// <summary>What <see cref="IContainers"/> promises about programs of images. The image has a program <c>/mark</c> that writes what its step declares, to the boot partition at <c>/mnt/boot</c>; a <c>/stumble</c> that ends with an exit code that is not 0; and no <c>/nowhere</c>.</summary>
public abstract class ProgramsContract : DeviceContract
{
    const string Settings = "boot:/config.json";
    const string Name = "planner-run-7";

    /// <summary>The image of the programs, which the engine holds.</summary>
    protected abstract Task<PinnedImage> ImageAsync();

    [Test]
    public async Task Changes_what_is_mounted_and_leaves_no_container()
    {
        var before = await ReadAsync(Settings);
        Assert.That((await RunAsync("/mark")).ExitCode, Is.Zero);
        Assert.That(await ReadAsync(Settings), Is.Not.EqualTo(before));
        Assert.That(await Device.Containers.ContainersAsync(default), Is.Empty);
    }

    [Test]
    public async Task Can_be_run_again_under_the_same_name()
    {
        for (var times = 0; times < 2; times++) Assert.That((await RunAsync("/mark")).ExitCode, Is.Zero);
        Assert.That(await Device.Containers.ContainersAsync(default), Is.Empty);
    }

    [Test]
    public async Task One_that_fails_says_so_and_is_no_exception()
    {
        var result = await RunAsync("/stumble");
        Assert.That(result.ExitCode, Is.Not.Zero);
        Assert.That(result.LastLines, Is.Not.Empty);
        Assert.That(await Device.Containers.ContainersAsync(default), Is.Empty);
    }

    [Test]
    public async Task One_that_the_image_does_not_have_is_not_found_and_leaves_no_container()
    {
        await RefusesAsync(DeviceFault.NotFound, async () => await RunAsync("/nowhere"));
        Assert.That(await Device.Containers.ContainersAsync(default), Is.Empty);
    }

    [Test]
    public async Task None_is_run_of_an_image_that_the_engine_does_not_hold()
    {
        var image = await ImageAsync();
        await Device.Containers.RemoveAsync(image.PullName, default);
        await RefusesAsync(DeviceFault.NotFound, async () => await RunAsync(image, "/mark"));
    }

    [Test]
    public async Task Forgetting_what_was_never_run_is_fine() => await Assert.ThatAsync(async () => await Device.Containers.ForgetAsync(Name, default), Throws.Nothing);

    async Task<CommandResult> RunAsync(string program) => await RunAsync(await ImageAsync(), program);

    async Task<CommandResult> RunAsync(PinnedImage image, string program) => await Device.Containers.RunAsync(
        new ContainerRun(new PlanCommand([program], CommandUse.Apply, "run/7", [Effect.Changes(ResourceKind.Partition, Settings), Effect.Changes(ResourceKind.System)]), image, Name, [new ContainerMount("/mnt/boot", "boot", null, IsReadOnly: false)], UsesNetwork: false),
        default);
}
