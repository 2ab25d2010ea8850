using Planner.Testing;

namespace Planner.Cli.Tests.Hostapp;

/// <summary>The shipped plans for hostapp releases on benches: a real engine and registry, real file systems, and programs that behave as the field's.</summary>
[TestFixture("resinos-hostapp-to-hostapp", "resinos-hostapp@1.0.0", "2.12.5+rev1", "2.12.7+rev1")]
[TestFixture("resinos-2.x-to-hostapp", "resinos-2.x@1.1.0", "2.2.0+rev1", "2.7.5+rev1")]
public sealed class HostappTests(string plan, string layout, string from, string to)
{
    TestEngine engine = null!;
    TestRegistry registry = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => (engine, registry) = (await TestEngine.GivenOrStartedAsync(), await TestRegistry.GivenOrStartedAsync());

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await engine.DisposeAsync();
        await registry.DisposeAsync();
    }

    [Test]
    public async Task The_new_os_is_installed_switched_to_and_confirmed()
    {
        using var bench = await HostappBench.MakeAsync(engine, layout, from);
        var result = await bench.UpdateAsync(plan, await bench.PushAsync(registry, to, "hostapp:healthy"), to);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(await bench.TextAsync("boot", "/grubenv"), Does.StartWith("# GRUB Environment Block\nresin_root_part=3\nupgrade_available=0\nbootcount=0\n"), "switched and confirmed");
        Assert.That(await bench.TextAsync("boot", "/image-version-info"), Is.EqualTo(to), "a boot file of the new OS");
        Assert.That(await bench.TextAsync("boot", "/splash/resin-logo.png"), Is.EqualTo("the owner's own logo"), "a file of the owner");
        Assert.That(await bench.TextAsync("rootB", "/balena/overlay2/layer1/diff/etc/os-release"), Does.Contain(to));
        Assert.That(await bench.TextAsync("rootB", "/resinos.fingerprint"), Is.Empty, "what was left on the slot is gone");
        Assert.That(await bench.TextAsync("data", "/resin-data/1234/readings.csv"), Is.EqualTo("2018-06-01T00:00:00Z,21.4\n"));
        Assert.That(await bench.TextAsync("state", "/root-overlay/etc/systemd/system/resin.target.wants/planner-resume.service"), Is.Empty, "disarmed");
        Assert.That(await LeftAsync(), Is.Empty, "nothing of the run is left in the engine");
    }

    [TestCase("load")]
    [TestCase("hooks")]
    [TestCase("switched")]
    public async Task A_hostapp_update_that_ends_in_the_middle_leaves_the_device_as_it_was(string place)
    {
        using var bench = await HostappBench.MakeAsync(engine, layout, from);
        await bench.FailAtAsync(place);
        var before = await bench.EverythingAsync();
        var result = await bench.UpdateAsync(plan, await bench.PushAsync(registry, to, $"hostapp:{place}"), to);
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(result.ToString(), Does.Contain("hostapp-update: "), "its own words are told");
        Assert.That(await bench.EverythingAsync(), Is.EqualTo(before));
        Assert.That(await LeftAsync(), Is.Empty, "nothing of the run is left in the engine");
    }

    [Test]
    public async Task A_new_os_that_is_not_healthy_is_left_for_the_old_one()
    {
        using var bench = await HostappBench.MakeAsync(engine, layout, from);
        bench.BreakSupervisor();
        var before = await bench.EverythingAsync();
        var image = await bench.PushAsync(registry, to, "hostapp:unhealthy");
        var result = await PlannerProgram.RunAsync("run", Impatient(bench), "--device", bench.Device, "--to", to, "--set", $"image={image}");
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(result.ToString(), Does.Contain("supervisor.running is false, must be true"));
        Assert.That(await bench.EverythingAsync(), Is.EqualTo(before));
    }

    /// <summary>The shipped plan with less patience, beside its layout.</summary>
    string Impatient(HostappBench bench)
    {
        var (name, version) = (layout.Split('@')[0], layout.Split('@')[1]);
        foreach (var file in new[] { $"plans/{plan}/1.0.0.yaml", $"plans/layouts/{name}/{version}.yaml" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Join(bench.Folder, file))!);
            File.WriteAllText(Path.Join(bench.Folder, file), File.ReadAllText(Path.Join(PlannerProgram.Repository, file)).Replace("within: 15m", "within: 2s", StringComparison.Ordinal));
        }

        return Path.Join(bench.Folder, $"plans/{plan}/1.0.0.yaml");
    }

    async Task<string> LeftAsync() =>
        await Bench.RunAsync("docker", "-H", $"unix://{engine.Socket}", "images", "--quiet") + await Bench.RunAsync("docker", "-H", $"unix://{engine.Socket}", "ps", "--all", "--quiet") + await Bench.RunAsync("docker", "-H", $"unix://{engine.Socket}", "volume", "ls", "--quiet");
}
