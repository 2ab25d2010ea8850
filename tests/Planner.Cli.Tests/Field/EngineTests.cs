using Planner.Testing;

namespace Planner.Cli.Tests.Field;

/// <summary>The shipped plan through a real container engine and a real registry.</summary>
public sealed class EngineTests
{
    TestEngine engine = null!;
    TestRegistry registry = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Assert.That(Environment.IsPrivilegedProcess, Is.True, "these tests start a container engine: run them as root");
        (engine, registry) = (await TestEngine.StartAsync(), await TestRegistry.StartAsync());
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await DebianImage.ForgetAsync();
        await engine.DisposeAsync();
        await registry.DisposeAsync();
    }

    [Test]
    public async Task A_Debian_system_lands_on_the_spare_slot_as_umoci_unpacks_it()
    {
        var image = await DebianImage.GetAsync(engine, registry);
        var reference = await registry.PushAsync(image.OciFolder, "os", "resinos:debian");
        using var bench = await DebianBenchAsync();
        var snapshot = Path.Join(bench.Folder, "snapshot.yaml");
        await PullForSnapshotAsync(reference);
        Assert.That((await PlannerProgram.RunAsync("inspect", "--device", bench.Device, "--image", reference, "--output", snapshot)).ExitCode, Is.Zero);
        await ForgetAsync(reference);

        var result = await bench.UpdateAsync(reference, DebianImage.Version);

        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(await DebianDifferences.OfSlotAsync(Path.Join(bench.Folder, "rootB.img"), image), Is.Empty);
        Assert.That(await bench.TextAsync("boot", "/grubenv"), Does.StartWith("# GRUB Environment Block\nresin_root_part=3\nupgrade_available=0\nbootcount=0\n#"));
        Assert.That(await bench.TextAsync("boot", "/splash/resin-logo.png"), Is.EqualTo("the owner's own logo"), "a kept file");
        Assert.That(await bench.TextAsync("boot", "/config.txt"), Is.EqualTo("the config of the image\n"), "a new file");
        Assert.That(bench.SupervisorRuns, Is.True);
        Assert.That(await HeldAsync(), Is.Empty, "what the run brought is freed");
        Assert.That(await SimulatedEndAsync(snapshot, reference), Is.EqualTo(await EndAsync(bench.Device)));
    }

    [Test]
    public async Task A_new_os_that_is_not_healthy_leaves_nothing_behind()
    {
        using var bench = await Bench.MakeAsync(engine: Real(engine));
        var reference = await PushAsync(bench, "unhealthy");
        bench.SupervisorNeverStarts();
        var before = await bench.EverythingAsync();
        var result = await PlannerProgram.RunAsync(bench.Update(reference, plan: bench.PlanWith("within: 15m", "within: 2s")));
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(result.ToString(), Does.Contain("supervisor.running is false, must be true"));
        Assert.That(await bench.EverythingAsync(), Is.EqualTo(before));
        Assert.That(await HeldAsync(), Is.Empty);
    }

    [Test]
    public async Task A_registry_that_does_not_answer_is_refused()
    {
        using var bench = await Bench.MakeAsync(engine: Real(engine));
        var before = await bench.EverythingAsync();
        var result = await bench.UpdateAsync($"127.0.0.1:{TestRegistry.FreePort()}/os:gone");
        Assert.That(result.ExitCode, Is.EqualTo(4), result.ToString());
        Assert.That(result.ToString(), Does.Contain("Connection refused"));
        Assert.That(await bench.EverythingAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task An_image_that_the_registry_does_not_have_is_refused()
    {
        using var bench = await Bench.MakeAsync(engine: Real(engine));
        var result = await bench.UpdateAsync($"{registry.Host}/no-such-os:1");
        Assert.That(result.ExitCode, Is.EqualTo(4), result.ToString());
        Assert.That(result.ToString(), Does.Contain("no-such-os"));
    }

    [Test]
    public async Task A_layer_with_another_digest_is_not_authentic_and_everything_is_undone()
    {
        using var bench = await Bench.MakeAsync(engine: Real(engine));
        var reference = await PushAsync(bench, "damaged", damaged: true);
        var before = await bench.EverythingAsync();
        var result = await bench.UpdateAsync(reference);
        Assert.That(result.ExitCode, Is.EqualTo(7), result.ToString());
        Assert.That(await bench.EverythingAsync(), Is.EqualTo(before));
        Assert.That(await HeldAsync(), Is.Empty);
    }

    [Test]
    public async Task A_data_partition_that_runs_full_during_the_pull_undoes_everything()
    {
        await using var disk = await SmallDisk.MountAsync(24);
        await using var cramped = await TestEngine.StartAsync(disk.Folder);
        using var bench = await Bench.MakeAsync(spare: 64, engine: Real(cramped));
        var reference = await PushAsync(bench, "large", ballast: 30);
        var before = await bench.EverythingAsync();
        var result = await bench.UpdateAsync(reference);
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(result.ToString(), Does.Contain("no space left on device"));
        Assert.That(await bench.EverythingAsync(), Is.EqualTo(before));
        Assert.That(await HeldAsync(cramped), Is.Empty);
    }

    [Test]
    public async Task An_engine_that_dies_in_the_middle_of_the_pull_is_started_once_to_undo_everything()
    {
        await using var mortal = await TestEngine.StartAsync();
        await using var slow = await SlowRegistry.StartAsync(registry);
        using var bench = await Bench.MakeAsync(spare: 64, engine: $"{{ socket: {mortal.Socket}, start: touch engine-wanted && while [ ! -S {mortal.Socket} ]; do sleep 0.1; done }}");
        var reference = (await PushAsync(bench, "slow", ballast: 8)).Replace(registry.Host, slow.Host, StringComparison.Ordinal);
        var before = await bench.EverythingAsync();
        using var program = PlannerProgram.Start(PlannerProgram.Repository, bench.Update(reference, plan: bench.PlanWith("attempts: 10, wait: 10s", "attempts: 2, wait: 1s")));
        await slow.UntilALayerIsAskedForAsync();
        await mortal.KillAsync();
        File.Delete(mortal.Socket);
        var revival = bench.WhenEngineIsWantedAsync(mortal.StartAgainAsync);
        var result = await program.EndAsync();
        await revival;
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(await bench.EverythingAsync(), Is.EqualTo(before));
        Assert.That(await HeldAsync(mortal), Is.Empty);
    }

    [Test]
    public async Task A_newer_supervisor_is_pulled_configured_and_stays()
    {
        using var bench = await Bench.MakeAsync(engine: Real(engine));
        var supervisor = $"{registry.Host}/amd64-supervisor";
        new OciFolderBuilder(Path.Join(bench.Folder, "supervisor")).Add("v6.2.0", "amd64", Packing.Gzip, new LayerBuilder().File("supervisor", "v6.2.0"));
        await registry.PushAsync(Path.Join(bench.Folder, "supervisor"), "v6.2.0", "amd64-supervisor:v6.2.0");
        var reference = await PushAsync(bench, "with-supervisor", supervisor: (supervisor, "v6.2.0"));
        var result = await bench.UpdateAsync(reference);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(await bench.TextAsync("state", "/root-overlay/etc/resin-supervisor/supervisor.conf"), Does.Contain($"SUPERVISOR_IMAGE={supervisor}\n").And.Contain("SUPERVISOR_TAG=v6.2.0\n"));
        Assert.That(await HeldAsync(), Is.EqualTo(new[] { $"{supervisor}:v6.2.0" }));
        await ForgetAsync($"{supervisor}:v6.2.0");
    }

    static string Real(TestEngine engine) => $"{{ socket: {engine.Socket} }}";

    async Task<Bench> DebianBenchAsync() => await Bench.MakeAsync(spare: 512, boot: 32, data: 1024, engine: Real(engine));

    async Task<string> PushAsync(Bench bench, string name, int ballast = 0, bool damaged = false, (string, string)? supervisor = null)
    {
        var folder = bench.Image(ballast: ballast, tag: name, supervisor: supervisor)["oci:".Length..].Split(':')[0];
        var reference = await registry.PushAsync(Path.Join(bench.Folder, folder), name, $"os:{name}");
        if (damaged) Damage(bench.TopLayerOf(folder, name));
        return reference;
    }

    void Damage(string digest)
    {
        var blob = registry.BlobPath(digest);
        var bytes = File.ReadAllBytes(blob);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(blob, bytes);
    }

    Task PullForSnapshotAsync(string reference) => DebianImage.RunAsync("docker", "-H", $"unix://{engine.Socket}", "pull", reference);

    Task ForgetAsync(string reference) => DebianImage.RunAsync("docker", "-H", $"unix://{engine.Socket}", "rmi", reference);

    Task<IReadOnlyList<string>> HeldAsync() => HeldAsync(engine);

    static async Task<IReadOnlyList<string>> HeldAsync(TestEngine engine) =>
        (await DebianImage.RunAsync("docker", "-H", $"unix://{engine.Socket}", "images", "--all", "--format", "{{.Repository}}:{{.Tag}}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The end state of a device as a snapshot tells it: everything but what differs between two runs of anything, clocks and ids.</summary>
    static async Task<string> EndAsync(string device)
    {
        var result = await PlannerProgram.RunAsync("inspect", "--device", device, "--json");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        return EndState.Of(result.Output);
    }

    static async Task<string> SimulatedEndAsync(string snapshot, string reference)
    {
        var after = Path.Join(Path.GetDirectoryName(snapshot), "after.yaml");
        var result = await PlannerProgram.RunAsync("simulate", "plans/resinos-2.x-to-2.x/1.0.0.yaml", "--device", snapshot, "--to", DebianImage.Version, "--set", $"image={reference}", "--after", after);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        return await EndAsync(after);
    }
}
