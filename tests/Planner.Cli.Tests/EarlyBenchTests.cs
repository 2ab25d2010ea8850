namespace Planner.Cli.Tests;

/// <summary>Real updates of resinOS 1.x: ext3 and btrfs made by the real tools, and texts that name the root.</summary>
[TestFixture("raspberrypi3", "cmdline.txt", "console=tty1 root={0} rootfstype=ext3 rootwait\n", "/dev/mmcblk0p2", "/dev/mmcblk0p3", "arm/v7")]
[TestFixture("intel-nuc", "EFI/BOOT/grub.cfg", "default=boot\ntimeout=0\nmenuentry 'boot'{{\nlinux /vmlinuz root={0} rootwait\n}}\n", "/dev/sda2", "/dev/sda3", "amd64")]
[TestFixture("beaglebone-black", "uEnv.txt", "bootpart={0}\nfinduuid=part uuid mmc ${{bootpart}} uuid\n", "1:2", "1:3", "arm/v7")]
public sealed class EarlyBenchTests(string board, string bootFile, string text, string main, string secondary, string architecture)
{
    [Test]
    public async Task Updates_to_the_secondary_root_and_back_to_the_main_one()
    {
        using var bench = await MakeAsync();
        var (boot, data, conf) = (await bench.ReadAsync("boot"), await bench.ReadAsync("data", "/resin-data"), await bench.ReadAsync("conf"));
        var result = await bench.UpdateAsync(bench.Image("1.26.1", bootFile, architecture), "1.26.1");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Output, Does.StartWith("done: the device runs 1.26.1"));
        await IsAsync(bench, "updt", "1.26.1", secondary);
        Assert.That(await bench.ReadAsync("data", "/resin-data"), Is.EqualTo(data));
        Assert.That(await bench.ReadAsync("conf"), Is.EqualTo(conf));
        var now = await bench.ReadAsync("boot");
        foreach (var kept in (string[])["config.txt", "splash/resin-logo.png"]) Assert.That(now[kept], Is.EqualTo(boot[kept]), kept);
        Assert.That(now.Keys, Does.Contain("new.dtb"));

        result = await bench.UpdateAsync(bench.Image("1.30.1", bootFile, architecture), "1.30.1");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        await IsAsync(bench, "root", "1.30.1", main);
        Assert.That(await bench.ReadAsync("data", "/resin-data"), Is.EqualTo(data));
        await bench.CheckFileSystemsAsync();
    }

    [Test]
    public async Task Goes_back_to_the_old_root_when_the_new_one_does_not_get_well()
    {
        using var bench = await MakeAsync();
        bench.BreakSupervisor();
        var (boot, root, data) = (await bench.ReadAsync("boot"), await bench.ReadAsync("root"), await bench.ReadAsync("data", "/resin-data"));
        var plan = Path.Join(bench.Folder, EarlyBench.Plan);
        Directory.CreateDirectory(Path.GetDirectoryName(plan)!);
        await File.WriteAllTextAsync(plan, (await File.ReadAllTextAsync(Path.Join(PlannerProgram.Repository, EarlyBench.Plan))).Replace("within: 15m", "within: 1s", StringComparison.Ordinal));
        var result = await PlannerProgram.RunAsync("run", plan, "--plans", Path.Join(PlannerProgram.Repository, "plans"), "--device", bench.Device, "--to", "1.26.1", "--set", $"image={bench.Image("1.26.1", bootFile, architecture)}");
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(await bench.ReadAsync("boot"), Is.EqualTo(boot));
        Assert.That(await bench.ReadAsync("root"), Is.EqualTo(root));
        Assert.That(await bench.ReadAsync("data", "/resin-data"), Is.EqualTo(data));
        Assert.That(bench.SupervisorRuns, Is.True);
        await bench.CheckFileSystemsAsync();
    }

    [Test]
    public async Task Finds_config_json_on_the_data_partition_of_a_device_without_resin_conf()
    {
        using var bench = await EarlyBench.MakeAsync(board, bootFile, string.Format(null, text, main), hasConf: false);
        var result = await bench.UpdateAsync(bench.Image("1.26.1", bootFile, architecture), "1.26.1");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
    }

    Task<EarlyBench> MakeAsync() => EarlyBench.MakeAsync(board, bootFile, string.Format(null, text, main));

    async Task IsAsync(EarlyBench bench, string partition, string version, string slot)
    {
        var root = await bench.ReadAsync(partition);
        Assert.That((await bench.TypeAsync(partition)).Trim(), Is.EqualTo("ext3"));
        Assert.That(await bench.TextAsync(partition, "/etc/os-release"), Does.Contain($"VERSION=\"{version}\""));
        Assert.That(root.Keys, Is.SupersetOf(new[] { "etc/hosts", "bin/ash", "etc/machine-id", "etc/dropbear/dropbear_rsa_host_key", "var/lib/connman/network.config" }).And.No.Member("resin-boot").And.No.Member("quirks"));
        Assert.That(await bench.TextAsync(partition, "/var/lib/systemd/random-seed"), Is.EqualTo("an old seed"));
        Assert.That(await bench.TextAsync(partition, "/etc/supervisor.conf"), Does.Contain("LED_FILE=/sys/class/leds/led0/brightness"));
        Assert.That(await bench.TextAsync("boot", $"/{bootFile}"), Is.EqualTo(string.Format(null, text, slot)));
        Assert.That(await bench.TextAsync("boot", "/kernel"), Is.EqualTo($"kernel of {version}"));
        Assert.That(bench.SupervisorRuns, Is.True);
    }
}
