using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Contract;

/// <summary>What <see cref="IContainers"/> promises on a device with a working engine, and <see cref="IImages"/> about images in it.</summary>
public abstract class ContainersContract : DeviceContract
{
    /// <summary>The image of <see cref="ContractContent.Image"/> in a registry, for the board's platform; the engine does not hold it.</summary>
    protected abstract ImageReference Image { get; }

    /// <summary>The image of the containers that are added; the engine holds it then.</summary>
    protected const string ContainerImage = "contract/app:1";

    /// <summary>Makes and starts a container, as an application's; its id.</summary>
    protected abstract Task<string> AddAsync(string name, RestartPolicy restart, bool removesItself = false);

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

    [Test]
    public async Task Knows_its_containers_the_oldest_first()
    {
        await AddAsync("first", RestartPolicy.Always);
        await AddAsync("second", RestartPolicy.UnlessStopped);
        await AddAsync("third", RestartPolicy.OnFailure);
        await AddAsync("fourth", RestartPolicy.No);
        var containers = await Device.Containers.ContainersAsync(default);
        Assert.That(
            containers.Select(container => (container.Name, container.Image, container.Running, container.Restart, container.RemovesItself)),
            Is.EqualTo(new[] { ("first", ContainerImage, true, RestartPolicy.Always, false), ("second", ContainerImage, true, RestartPolicy.UnlessStopped, false), ("third", ContainerImage, true, RestartPolicy.OnFailure, false), ("fourth", ContainerImage, true, RestartPolicy.No, false) }));
        Assert.That(containers.Select(container => container.Id), Is.Unique);
    }

    [Test]
    public async Task A_stopped_container_stays_and_can_be_started_again()
    {
        var id = await AddAsync("main", RestartPolicy.Always);
        await Device.Containers.StopContainerAsync(id, default);
        await Device.Containers.StopContainerAsync(id, default);
        Assert.That((await Device.Containers.ContainersAsync(default)).Select(container => (container.Id, container.Running)), Is.EqualTo(new[] { (id, false) }));
        await Device.Containers.StartContainerAsync(id, default);
        await Device.Containers.StartContainerAsync(id, default);
        Assert.That((await Device.Containers.ContainersAsync(default)).Select(container => (container.Id, container.Running)), Is.EqualTo(new[] { (id, true) }));
    }

    [Test]
    public async Task A_container_that_removes_itself_is_gone_when_it_is_stopped()
    {
        var id = await AddAsync("shell", RestartPolicy.No, removesItself: true);
        Assert.That((await Device.Containers.ContainersAsync(default)).Single().RemovesItself, Is.True);
        await Device.Containers.StopContainerAsync(id, default);
        for (var tries = 0; (await Device.Containers.ContainersAsync(default)).Count > 0; tries++)
        {
            Assert.That(tries, Is.LessThan(1000), "an engine removes it behind the call's back, but it does");
            await Task.Yield();
        }
    }

    [Test]
    public async Task Knows_no_container_of_another_id()
    {
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Containers.StopContainerAsync("no-such", default));
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Containers.StartContainerAsync("no-such", default));
        await Assert.ThatAsync(async () => await Device.Containers.RemoveContainerAsync("no-such", default), Throws.Nothing);
    }

    [Test]
    public async Task A_removed_container_is_gone_also_when_it_runs()
    {
        var id = await AddAsync("main", RestartPolicy.Always);
        await Device.Containers.RemoveContainerAsync(id, default);
        await Device.Containers.RemoveContainerAsync(id, default);
        Assert.That(await Device.Containers.ContainersAsync(default), Is.Empty);
    }

    [Test]
    public async Task All_images_are_removed_once_no_container_was_made_of_one()
    {
        var id = await AddAsync("main", RestartPolicy.No);
        await Device.Containers.PullAsync(await PinAsync(), null, default);
        await Device.Containers.TagAsync(await PinAsync(), "local/os:next", default);
        await RefusesAsync(DeviceFault.Failed, async () => await Device.Containers.RemoveImagesAsync(default));
        await Device.Containers.RemoveContainerAsync(id, default);
        await Device.Containers.RemoveImagesAsync(default);
        await Device.Containers.RemoveImagesAsync(default);
        Assert.That(await Device.Containers.ListAsync(default), Is.Empty);
        Assert.That(await Device.Containers.HasAsync(await PinAsync(), default), Is.False);
    }

    async Task<PinnedImage> PinAsync() => (await Device.Images.ResolveAsync(Image, default)).Image;
}
