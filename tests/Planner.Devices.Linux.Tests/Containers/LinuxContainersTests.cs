using Planner.Devices.Linux.Containers;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Testing;

namespace Planner.Devices.Linux.Tests.Containers;

public sealed class The_container_engine : EngineTest
{
    int made;

    async Task<PinnedImage> PushAsync(string name, params LayerBuilder[] layers)
    {
        // Each image is one of its own: the engine keeps what it once had.
        Folder.Add("os", "amd64", Packing.Gzip, [new LayerBuilder().File("unique", $"{made++}"), .. layers]);
        return await PinAsync(await Registry.PushAsync(Folder.Path, "os", name));
    }

    [Test]
    public async Task Is_found_on_the_first_socket_that_answers()
    {
        var state = await Engine.LookAsync(default);
        Assert.That((state.Kind, state.Ready, state.Reason), Is.EqualTo(("docker", true, (string?)null)));
        Assert.That(state.Version, Does.Match(@"^\d+\."));
    }

    [Test]
    public async Task That_is_none_or_does_not_answer_is_told()
    {
        await using var none = new LinuxContainers([], null, null, TimeProvider.System);
        Assert.That(await none.LookAsync(default), Is.EqualTo(new EngineState("none", false, null, "the device has no container engine")));
        await using var bench = new LinuxContainers([], null, _ => ValueTask.FromResult(true), TimeProvider.System);
        Assert.That(await bench.LookAsync(default), Is.EqualTo(new EngineState("none", true, null, null)));
        await using var dead = new LinuxContainers(["/nowhere/balena-engine.sock"], null, null, TimeProvider.System);
        var state = await dead.LookAsync(default);
        Assert.That((state.Kind, state.Ready), Is.EqualTo(("balena", false)));
        Assert.That(state.Reason, Does.Contain("/nowhere/balena-engine.sock"));
        await RefusesAsync(DeviceFault.Unreachable, async () => await dead.ListAsync(default));
    }

    [Test]
    public async Task Pulls_by_digest_with_progress()
    {
        var noise = new byte[2_000_000];
        new Random(1).NextBytes(noise);
        var image = await PushAsync("pull/os:1", new LayerBuilder().File("big", Convert.ToBase64String(noise)));
        var progress = new Kept();
        Assert.That(await Engine.HasAsync(image, default), Is.False);
        await Engine.PullAsync(image, progress, default);
        Assert.That(await Engine.HasAsync(image, default), Is.True);
        Assert.That(progress.Values, Is.Not.Empty.And.Ordered);
        Assert.That(progress.Values[^1], Is.GreaterThan(1_000_000));
        Assert.That(await Engine.ListAsync(default), Does.Contain(image.PullName));
    }

    [Test]
    public async Task Removes_the_name_given_and_no_other()
    {
        var image = await PushAsync("remove/os:1");
        await Engine.PullAsync(image, null, default);
        await Engine.TagAsync(image, "kept/os:2.0.0", default);
        await Engine.RemoveAsync(image.PullName, default);
        Assert.That(await Engine.HasAsync(image, default), Is.False);
        Assert.That(await Engine.ListAsync(default), Does.Contain("kept/os:2.0.0"));
        await Engine.RemoveAsync("kept/os:2.0.0", default);
        await Engine.RemoveAsync("kept/os:2.0.0", default);
        Assert.That(await Engine.ListAsync(default), Does.Not.Contain("kept/os:2.0.0"));
    }

    [Test]
    public async Task Says_why_a_pull_failed()
    {
        var image = await PushAsync("why/os:1", new LayerBuilder().File("file", new string('x', 100_000)));
        var missing = ImageReference.Parse($"{Registry.Host}/no/such")!.Pin(image.Digest);
        await RefusesAsync(DeviceFault.NotFound, async () => await Engine.PullAsync(missing, null, default));
        var silent = ImageReference.Parse($"127.0.0.1:{TestRegistry.FreePort()}/os")!.Pin(image.Digest);
        await RefusesAsync(DeviceFault.Unreachable, async () => await Engine.PullAsync(silent, null, default));
    }

    [Test]
    public async Task Refuses_a_layer_whose_bytes_do_not_match()
    {
        var digest = Folder.Add("os", "amd64", Packing.Gzip, new LayerBuilder().File("bad", new string('x', 100_000)));
        var blob = Folder.BlobPath(Folder.LayersOf(digest)[0]);
        await using var standIn = RegistryStandIn.Serve(Folder, (_, _) => Task.FromResult(true));
        var bytes = await File.ReadAllBytesAsync(blob);
        bytes[^9] ^= 1;
        await File.WriteAllBytesAsync(blob, bytes);
        var image = ImageReference.Parse($"{standIn.Host}/bad:os")!.Pin(digest);
        await RefusesAsync(DeviceFault.NotAuthentic, async () => await Engine.PullAsync(image, null, default));
        Assert.That(await Engine.HasAsync(image, default), Is.False);
    }

    [Test]
    public async Task That_dies_in_the_middle_of_a_pull_is_unreachable_and_is_started_again()
    {
        var digest = Folder.Add("os", "amd64", Packing.Gzip, new LayerBuilder().File("slow", new string('s', 100_000)));
        var reached = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await using var standIn = RegistryStandIn.Serve(Folder, async (request, _) =>
        {
            if (!request.Url!.AbsolutePath.EndsWith(Folder.LayersOf(digest)[0], StringComparison.Ordinal)) return true;
            reached.TrySetResult();
            await goOn.Task;
            return true;
        });
        var image = ImageReference.Parse($"{standIn.Host}/slow:os")!.Pin(digest);
        var pull = RefusesAsync(DeviceFault.Unreachable, async () => await Engine.PullAsync(image, null, default));
        await Task.WhenAny(reached.Task, pull);
        await Real.KillAsync();
        await pull;
        goOn.SetResult();
        Assert.That((await Engine.LookAsync(default)).Ready, Is.False);
        await RefusesAsync(DeviceFault.Unreachable, async () => await Engine.StartAsync(default));
        await using var startable = new LinuxContainers([Real.Socket], async _ => await Real.StartAgainAsync(), null, TimeProvider.System);
        await startable.StartAsync(default);
        Assert.That((await startable.LookAsync(default)).Ready, Is.True);
        await startable.PullAsync(image, null, default);
        Assert.That(await startable.HasAsync(image, default), Is.True);
    }

    sealed class Kept : IProgress<long>
    {
        public List<long> Values { get; } = [];

        public void Report(long value) => Values.Add(value);
    }
}
