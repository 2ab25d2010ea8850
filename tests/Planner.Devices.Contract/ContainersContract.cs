using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Contract;

/// <summary>What <see cref="IContainers"/> promises on a device with a working engine, and <see cref="IImages"/> about images in it.</summary>
public abstract class ContainersContract : DeviceContract
{
    /// <summary>The image of <see cref="ContractContent.Image"/> in a registry, for the board's platform; the engine does not hold it.</summary>
    protected abstract ImageReference Image { get; }

    [Test]
    public async Task Knows_the_engine_and_that_it_answers()
    {
        var engine = await Device.Containers.LookAsync(default);
        Assert.That(engine.Kind, Is.AnyOf("docker", "balena"));
        Assert.That((engine.Ready, engine.Reason), Is.EqualTo((true, (string?)null)));
    }

    [Test]
    public async Task A_pulled_image_is_held_under_its_pinned_name()
    {
        var image = await PinAsync();
        Assert.That(await Device.Containers.HasAsync(image, default), Is.False);
        await Device.Containers.PullAsync(image, null, default);
        Assert.That(await Device.Containers.HasAsync(image, default), Is.True);
        Assert.That(await Device.Containers.ListAsync(default), Has.Some.EqualTo(image.PullName));
    }

    [Test]
    public async Task Pulling_what_is_held_is_fine()
    {
        var image = await PinAsync();
        await Device.Containers.PullAsync(image, null, default);
        await Device.Containers.PullAsync(image, null, default);
        Assert.That(await Device.Containers.HasAsync(image, default), Is.True);
    }

    [Test]
    public async Task An_image_has_a_tree_only_once_it_is_pulled()
    {
        var image = await PinAsync();
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Images.ReadTreeAsync(image, default));
        await Device.Containers.PullAsync(image, null, default);
        Assert.That(ContractContent.Image.Manifest.DifferencesTo(await Device.Images.ReadTreeAsync(image, default)), Is.Empty);
    }

    [Test]
    public async Task Pulls_nothing_that_no_registry_has()
    {
        var before = await Device.Containers.ListAsync(default);
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Containers.PullAsync(Image.Pin("sha256:" + new string('0', 64)), null, default));
        Assert.That(await Device.Containers.ListAsync(default), Is.EquivalentTo(before));
    }

    [Test]
    public async Task A_tag_is_a_name_of_its_own()
    {
        var image = await PinAsync();
        await Device.Containers.PullAsync(image, null, default);
        await Device.Containers.TagAsync(image, "local/os:next", default);
        Assert.That(await Device.Containers.ListAsync(default), Is.SupersetOf(new[] { image.PullName, "local/os:next" }));
    }

    [Test]
    public async Task Tags_nothing_that_is_not_held() =>
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Containers.TagAsync(await PinAsync(), "local/os:next", default));

    [Test]
    public async Task A_removed_image_is_gone()
    {
        var image = await PinAsync();
        var before = await Device.Containers.ListAsync(default);
        await Device.Containers.PullAsync(image, null, default);
        await Device.Containers.RemoveAsync(image.PullName, default);
        Assert.That(await Device.Containers.HasAsync(image, default), Is.False);
        Assert.That(await Device.Containers.ListAsync(default), Is.EquivalentTo(before));
    }

    [Test]
    public async Task Removing_a_tag_keeps_the_image_under_its_other_name()
    {
        var image = await PinAsync();
        await Device.Containers.PullAsync(image, null, default);
        await Device.Containers.TagAsync(image, "local/os:next", default);
        await Device.Containers.RemoveAsync("local/os:next", default);
        Assert.That(await Device.Containers.HasAsync(image, default), Is.True);
        Assert.That(await Device.Containers.ListAsync(default), Has.None.EqualTo("local/os:next"));
    }

    [Test]
    public async Task Removing_nothing_is_fine() =>
        await Assert.ThatAsync(async () => await Device.Containers.RemoveAsync("no/such:image", default), Throws.Nothing);

    [Test]
    public async Task Starting_an_engine_that_runs_is_fine()
    {
        await Device.Containers.StartAsync(default);
        Assert.That((await Device.Containers.LookAsync(default)).Ready, Is.True);
    }

    async Task<PinnedImage> PinAsync() => (await Device.Images.ResolveAsync(Image, default)).Image;
}
