using System.Net;
using System.Text.RegularExpressions;
using Planner.Testing;

namespace Planner.Cli.Tests.Field;

/// <summary>The shipped plan through a real container engine and a real registry.</summary>
public sealed partial class EngineTests
{
    TestEngine engine = null!;
    TestRegistry registry = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Assert.That(Environment.IsPrivilegedProcess, Is.True, "these tests start a container engine: run them as root");
        (engine, registry) = (await TestEngine.GivenOrStartedAsync(), await TestRegistry.GivenOrStartedAsync());
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await engine.DisposeAsync();
        await registry.DisposeAsync();
    }

    [Test]
    public async Task A_Debian_system_lands_on_the_spare_slot_as_umoci_unpacks_it_and_as_the_simulation_says()
    {
        using var image = await DebianImage.MakeAsync(engine, registry);
        var reference = await registry.PushAsync(image.OciFolder, DebianImage.Tag, "resinos:debian");
        using var bench = await Bench.MakeAsync(spare: 512, boot: 32, data: 1024, engine: Real(engine));
        var snapshot = await SnapshotAsync(bench, reference);

        var result = await bench.UpdateAsync(reference);

        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(await image.DifferencesToAsync(Path.Join(bench.Folder, "rootB.img")), Is.Empty);
        Assert.That(await bench.TextAsync("boot", "/grubenv"), Does.StartWith("# GRUB Environment Block\nresin_root_part=3\nupgrade_available=0\nbootcount=0\n#"), "switched and confirmed");
        Assert.That(await bench.TextAsync("boot", "/splash/resin-logo.png"), Is.EqualTo("the owner's own logo"), "a kept file");
        Assert.That(await bench.TextAsync("boot", "/config.txt"), Is.EqualTo("the config of the image\n"), "a new file");
        Assert.That(bench.SupervisorRuns, Is.True);
        Assert.That(await HeldAsync(engine), Is.Empty, "what the run brought is freed");
        Assert.That(await SimulatedEndAsync(snapshot, reference), Is.EqualTo(await EndAsync(bench.Device)));
    }

    [Test]
    public async Task A_new_os_that_is_not_healthy_leaves_nothing_behind()
    {
        using var bench = await Bench.MakeAsync(engine: Real(engine));
        var (reference, before) = (await PushAsync(bench, "os:unhealthy"), await bench.EverythingAsync());
        bench.BreakSupervisor();
        var result = await PlannerProgram.RunAsync(bench.Update(bench.PlanWith("within: 15m", "within: 2s"), reference, "2.3.0+rev1", []));
        await IsAsBeforeAsync(result, 1, "supervisor.running is false, must be true", bench, before, engine);
    }

    [Test]
    public async Task A_registry_that_does_not_answer_is_refused()
    {
        using var bench = await Bench.MakeAsync(engine: Real(engine));
        var before = await bench.EverythingAsync();
        var result = await bench.UpdateAsync($"127.0.0.1:{TestRegistry.FreePort()}/os:gone");
        await IsAsBeforeAsync(result, 4, "Connection refused", bench, before, engine);
    }

    [Test]
    public async Task An_image_that_the_registry_does_not_have_is_refused()
    {
        using var bench = await Bench.MakeAsync(engine: Real(engine));
        var before = await bench.EverythingAsync();
        var result = await bench.UpdateAsync($"{registry.Host}/no-such-os:1");
        await IsAsBeforeAsync(result, 4, "no-such-os:1", bench, before, engine);
    }

    [Test]
    public async Task A_layer_with_another_digest_is_not_authentic_and_everything_is_undone()
    {
        using var bench = await Bench.MakeAsync(engine: Real(engine));
        bench.Image();
        var layer = bench.LastImage.LayersOf(bench.LastImage.DigestOf(Bench.Tag)!)[0];
        await using var liar = RegistryStandIn.Serve(bench.LastImage, async (request, response) =>
        {
            if (!IsWhole(request, layer)) return true;
            var content = await File.ReadAllBytesAsync(bench.LastImage.BlobPath(layer));
            content[content.Length / 2] ^= 1;
            await response.OutputStream.WriteAsync(content);
            return false;
        });
        var before = await bench.EverythingAsync();
        var result = await bench.UpdateAsync($"{liar.Host}/os:{Bench.Tag}");
        await IsAsBeforeAsync(result, 7, "pull", bench, before, engine);
    }

    [Test]
    public async Task A_disk_of_the_engine_that_runs_full_during_the_pull_undoes_everything()
    {
        await using var disk = await SmallDisk.MountAsync(32);
        await using var cramped = await TestEngine.StartAsync(disk.Folder);
        using var bench = await Bench.MakeAsync(spare: 80, data: 256, engine: Real(cramped));
        var (reference, before) = (await PushAsync(bench, "os:large", ballast: 40), await bench.EverythingAsync());
        var result = await bench.UpdateAsync(reference);
        await IsAsBeforeAsync(result, 1, "no space left on device", bench, before, cramped);
    }

    [Test]
    public async Task An_engine_that_dies_in_the_middle_of_the_pull_is_started_once_and_everything_is_undone()
    {
        await using var mortal = await TestEngine.StartAsync();
        using var bench = await Bench.MakeAsync(engine: $"{{ socket: {mortal.Socket}, start: 'touch engine-wanted && while ! test -e engine-is-back; do sleep 0.1; done' }}");
        bench.Image();
        var layer = bench.LastImage.LayersOf(bench.LastImage.DigestOf(Bench.Tag)!)[0];
        var (asked, dead) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var slow = RegistryStandIn.Serve(bench.LastImage, async (request, response) =>
        {
            if (!IsWhole(request, layer)) return true;
            var content = await File.ReadAllBytesAsync(bench.LastImage.BlobPath(layer));
            response.ContentLength64 = content.Length;
            await response.OutputStream.WriteAsync(content.AsMemory(0, content.Length / 2));
            await response.OutputStream.FlushAsync();
            asked.TrySetResult();
            await dead.Task;
            return false;
        });
        var before = await bench.EverythingAsync();
        using var program = PlannerProgram.Start(
            PlannerProgram.Repository, bench.Update(bench.PlanWith("retry: { attempts: 10, wait: 10s }", "retry: { attempts: 2, wait: 1s }"), $"{slow.Host}/os:{Bench.Tag}", "2.3.0+rev1", []));
        var ending = program.EndAsync();
        await Task.WhenAny(asked.Task, ending);
        await mortal.KillAsync();
        dead.SetResult();
        while (!ending.IsCompleted && !File.Exists(Path.Join(bench.Folder, "engine-wanted"))) await Task.Delay(100);
        await mortal.StartAgainAsync();
        await File.WriteAllTextAsync(Path.Join(bench.Folder, "engine-is-back"), "");
        await IsAsBeforeAsync(await ending, 1, "pull", bench, before, mortal);
        Assert.That(Path.Join(bench.Folder, "engine-wanted"), Does.Exist);
    }

    [Test]
    public async Task A_newer_supervisor_is_pulled_configured_and_stays()
    {
        using var bench = await Bench.MakeAsync(engine: Real(engine));
        var name = $"{registry.Host}/amd64-supervisor";
        new OciFolderBuilder(Path.Join(bench.Folder, "supervisor")).Add("v6.2.0", "amd64", Packing.Gzip, new LayerBuilder().File("supervisor", "v6.2.0"));
        await registry.PushAsync(Path.Join(bench.Folder, "supervisor"), "v6.2.0", "amd64-supervisor:v6.2.0");
        var reference = await PushAsync(bench, "os:newer", supervisor: $"SUPERVISOR_IMAGE={name}\nSUPERVISOR_TAG=v6.2.0\n");
        var result = await bench.UpdateAsync(reference);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(await bench.TextAsync("state", "/root-overlay/etc/resin-supervisor/supervisor.conf"), Is.EqualTo($"SUPERVISOR_IMAGE={name}\nSUPERVISOR_TAG=v6.2.0\n"));
        Assert.That(await HeldAsync(engine), Is.EqualTo(new[] { $"{name}:v6.2.0" }));
        await DockerAsync("rmi", $"{name}:v6.2.0");
    }

    static string Real(TestEngine engine) => $"{{ socket: {engine.Socket} }}";

    static bool IsWhole(HttpListenerRequest request, string digest) => request.Url!.AbsolutePath.EndsWith(digest, StringComparison.Ordinal) && request.HttpMethod == "GET" && request.Headers["Range"] is null;

    static async Task IsAsBeforeAsync(Result result, int exitCode, string why, Bench bench, string before, TestEngine engine)
    {
        Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.ToString());
        Assert.That(result.ToString(), Does.Contain(why));
        Assert.That(await bench.EverythingAsync(), Is.EqualTo(before));
        Assert.That(await HeldAsync(engine), Is.Empty, "nothing of the run is left in the engine");
    }

    async Task<string> PushAsync(Bench bench, string name, int ballast = 0, string? supervisor = null)
    {
        if (supervisor is null) bench.Image(ballast: ballast);
        else bench.Image(ballast: ballast, supervisor: supervisor);
        return await registry.PushAsync(bench.LastImage.Path, Bench.Tag, name);
    }

    /// <summary>A snapshot of the bench with the image's tree in it: for that the engine holds it for a while.</summary>
    async Task<string> SnapshotAsync(Bench bench, string reference)
    {
        var snapshot = Path.Join(bench.Folder, "snapshot.yaml");
        await DockerAsync("pull", "--quiet", reference);
        var result = await PlannerProgram.RunAsync("inspect", "--device", bench.Device, "--image", reference, "--output", snapshot);
        await DockerAsync("rmi", reference);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());

        // The engine held it for the snapshot only: the device has still to pull it.
        await File.WriteAllTextAsync(snapshot, HeldImages().Replace(await File.ReadAllTextAsync(snapshot), ""));
        return snapshot;
    }

    [GeneratedRegex(@"^ +holds:\n( +- .*\n)+", RegexOptions.Multiline)]
    private static partial Regex HeldImages();

    static async Task<string> SimulatedEndAsync(string snapshot, string reference)
    {
        var after = Path.Join(Path.GetDirectoryName(snapshot), "after.yaml");
        var result = await PlannerProgram.RunAsync("simulate", "plans/resinos-2.x-to-2.x/1.0.0.yaml", "--device", snapshot, "--to", "2.3.0+rev1", "--set", $"image={reference}", "--after", after);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        return await EndAsync(after);
    }

    static async Task<string> EndAsync(string device)
    {
        var result = await PlannerProgram.RunAsync("inspect", "--device", device, "--json");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        return EndState.Of(result.Output);
    }

    Task<string> DockerAsync(params string[] arguments) => DebianImage.RunAsync("docker", ["-H", $"unix://{engine.Socket}", .. arguments]);

    static async Task<IReadOnlyList<string>> HeldAsync(TestEngine engine) =>
        (await DebianImage.RunAsync("docker", "-H", $"unix://{engine.Socket}", "images", "--all", "--format", "{{.Repository}}:{{.Tag}}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
