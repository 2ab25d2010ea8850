using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Planner.Testing;

namespace Planner.Cli.Tests;

/// <summary>A whole disk of 1.8.0, the shipped plans in a signed repository that a web server has, images in a registry: one command, three plans, the newest 2.x.</summary>
public sealed class ChainTests
{
    const string Type = "raspberrypi3";
    const string First = "1.30.1";
    const string Second = "2.3.0+rev1";
    const string Newest = "2.4.0+rev1";
    const string Migration = "resinos-1.x-to-2.x";

    // From one kill to the next, in ms at most. It grows with every kill, so that a device gets there whatever the machine's speed is.
    const double Longest = 2500;
    const double Growth = 1.08;
    const double MostWait = 60_000;
    const int Kills = 100;

    static readonly string[] shipped = ["resinos-1.x-to-1.x", Migration, "resinos-2.x-from-1.x-to-2.x"];

    MigrationBench ground = null!;
    TestRegistry registry = null!;
    WebServer server = null!;
    string data = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        ground = await MigrationBench.MakeAsync(version: "1.8.0");
        data = await ground.ListAsync(6, "/resin-data");
        registry = await TestRegistry.GivenOrStartedAsync();
        await CopyPlansAsync();
        // 1.x pulls through its container engine, which this bench has not: its image lies on the device.
        EarlyBench.MakeImage(Path.Join(ground.Folder, "os-first"), First, "cmdline.txt");
        await AddAsync(First, $"oci:{Path.Join(ground.Folder, "os-first")}");
        foreach (var version in (string[])[Second, Newest])
        {
            using var folder = new TemporaryFolder();
            await AddAsync(version, await registry.PushAsync(MigrationBench.Image(Path.Join(folder.Path, "os"), version), Bench.Tag, $"resinos-chain:{version.Replace('+', '_')}"));
        }

        foreach (var role in (string[])["root", "targets", "snapshot", "timestamp"]) await TestRepository.GoodAsync("key", "new", role, "--keys", Path.Join(ground.Folder, "keys"));
        await TestRepository.GoodAsync("publish", Folder, "--keys", Path.Join(ground.Folder, "keys"));
        server = await WebServer.StartAsync(Folder);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        server?.Dispose();
        if (registry is not null) await registry.DisposeAsync();
        ground?.Dispose();
    }

    [Test]
    public async Task One_command_leads_a_disk_of_1_8_over_three_plans_to_the_newest_2_x()
    {
        using var bench = await ground.CopyAsync();
        var result = await TestRepository.GoodAsync([.. Update(bench), "--json"]);
        var outcomes = result.Lines.Select(line => JsonNode.Parse(line)!).Where(line => (string?)line["event"] == "outcome").Select(line => $"{line["outcome"]} {line["os"]!["after"]}");
        Assert.That(outcomes, Is.EqualTo(new[] { $"done {First}", $"done {Second}", $"done {Newest}" }));
        await IsWholeAsync(bench);
        Assert.That((await TestRepository.GoodAsync(Update(bench))).Output, Does.StartWith("current"));
    }

    [TestCase("resume")]
    [TestCase("update")]
    public async Task Cut_in_its_first_hop_it_goes_all_the_way_after_the_boot_and_when_it_is_said_again(string command)
    {
        using var bench = await ground.CopyAsync();
        using (var program = PlannerProgram.Start(PlannerProgram.Repository, [.. Update(bench), "--json"]))
        {
            await program.UntilAsync("\"step-began\",\"step\":7");
            await program.SignalAsync("KILL");
            await program.EndAsync();
        }

        await TestRepository.GoodAsync(command == "update" ? Update(bench) : ["resume", "--device", bench.Device]);
        await IsWholeAsync(bench);
    }

    [Test]
    public async Task What_a_device_has_seen_of_a_repository_goes_with_it_to_another_layout()
    {
        using var bench = await ground.CopyAsync();
        await TestRepository.GoodAsync(Update(bench));
        Assert.That(await bench.ListAsync(5, "/planner/repository", withTimes: false), Does.Contain("root.json").And.Contain("timestamp.json").And.Contain("snapshot.json").And.Contain("targets.json"));
        var (timestamp, snapshot) = (await bench.TextAsync(5, "planner/repository/timestamp.json"), await bench.TextAsync(5, "planner/repository/snapshot.json"));
        Assert.That((timestamp, snapshot), Is.EqualTo((await File.ReadAllTextAsync(Path.Join(Folder, "metadata/timestamp.json")), await File.ReadAllTextAsync(Path.Join(Folder, "metadata/1.snapshot.json")))));
    }

    [Test]
    public async Task Killed_at_a_hundred_moments_it_always_gets_there_with_everything_whole()
    {
        var (kills, broken) = (0, new ConcurrentBag<string>());
        await Parallel.ForEachAsync(Enumerable.Range(1, Environment.ProcessorCount), async (worker, _) =>
        {
            for (var seed = worker; Volatile.Read(ref kills) < Kills && broken.IsEmpty; seed += Environment.ProcessorCount)
            {
                using var bench = await ground.CopyAsync();
                try
                {
                    await GetThereAsync(bench, new Random(seed), () => Interlocked.Increment(ref kills));
                    await IsWholeAsync(bench);
                }
                catch (Exception e) when (e is not OutOfMemoryException)
                {
                    broken.Add($"seed {seed}: {e.Message}");
                }
            }
        });
        TestContext.Progress.WriteLine($"{kills} kills");
        Assert.That(broken, Is.Empty);
    }

    /// <summary>What a device that loses its power again and again does: every boot resumes, and whoever wants the update asks for it again.</summary>
    async Task GetThereAsync(MigrationBench bench, Random random, Action killed)
    {
        var (story, longest) = (new List<string>(), Longest);
        for (var tries = 0; tries < 200; tries++)
        {
            string[][] commands = [["resume", "--device", bench.Device], Update(bench)];
            foreach (var command in commands)
            {
                using var program = PlannerProgram.Start(PlannerProgram.Repository, command);
                var end = program.EndAsync();
                if (await Task.WhenAny(end, Task.Delay(random.Next(50, (int)Math.Min(longest, MostWait)))) != end)
                {
                    await program.SignalAsync("KILL");
                    await end;
                    killed();
                    longest *= Growth;
                    story.Add($"{command[0]} was killed");
                    break;
                }

                var result = await end;
                story.Add($"{command[0]}: {result}");
                if (command[0] == "update" && result.ExitCode == 0 && result.Output.StartsWith("current", StringComparison.Ordinal)) return;
            }
        }

        Assert.Fail($"it does not get there:\n{string.Join('\n', story)}");
    }

    async Task IsWholeAsync(MigrationBench bench)
    {
        foreach (var number in new[] { 1, 2, 3, 5, 6 }) await bench.CheckAsync(number);
        Assert.That(await bench.TextAsync(2, "etc/os-release"), Does.Contain(Newest));
        Assert.That(await bench.TextAsync(3, "etc/os-release"), Does.Contain(Second));
        Assert.That(await bench.TextAsync(1, "cmdline.txt"), Is.EqualTo("console=tty1 root=/dev/mmcblk0p2 rootwait\n"));
        Assert.That(await bench.TextAsync(5, "machine-id"), Is.EqualTo("0f1e2d3c\n"));
        Assert.That(await bench.ListAsync(6, "/resin-data"), Is.EqualTo(data));
    }

    string Folder => Path.Join(ground.Folder, "repository");

    string[] Update(MigrationBench bench) => ["update", "--device", bench.Device, "--to", "latest", "--repository", $"http://{server.Address}/", "--trusted-root", Path.Join(Folder, "metadata/1.root.json")];

    /// <summary>The shipped plans as they are, but that from 1.x the way leads to one release of 2.x only.</summary>
    async Task CopyPlansAsync()
    {
        foreach (var path in shipped.Select(plan => $"plans/{plan}").Append("layouts"))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Join(Folder, path))!);
            await Bench.RunAsync("cp", "-r", Path.Join(PlannerProgram.Repository, "plans", path.Replace("plans/", "", StringComparison.Ordinal)), Path.Join(Folder, path));
        }

        var migration = Path.Join(Folder, "plans", Migration, "1.0.0.yaml");
        var text = await File.ReadAllTextAsync(migration);
        await File.WriteAllTextAsync(migration, text.Replace("target.version: \">=2.2.0+rev1 <2.5.1+rev1\"", $"target.version: \"{Second}\"", StringComparison.Ordinal));
    }

    async Task AddAsync(string version, string image) => await TestRepository.GoodAsync("release", "add", Folder, "--version", version, "--type", Type, "--image", image);
}
