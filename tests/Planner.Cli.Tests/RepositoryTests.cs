using System.Text.Json.Nodes;

namespace Planner.Cli.Tests;

/// <summary>Devices that fetch from a signed repository: real updates of a bench.</summary>
public sealed class RepositoryTests
{
    const string Newest = "2.4.0+rev1";

    [Test]
    public async Task One_command_leads_a_device_over_two_releases_that_a_web_server_has()
    {
        using var bench = await Bench.MakeAsync();
        var repository = await TestRepository.MakeAsync(bench, "2.3.0+rev1", Newest);
        await repository.LimitAsync();
        using var server = await WebServer.StartAsync(repository.Folder);
        var address = $"http://{server.Address}/";
        Assert.That((await TestRepository.GoodAsync("route", "--from", "2.2.0+rev1", "--to", "latest", "--type", "intel-nuc", "--repository", address, "--trusted-root", repository.Root)).Lines, Is.EqualTo(new[] { "2.3.0+rev1  by to-2.3@1.0.0", "2.4.0+rev1  by to-2.4@2.0.0" }));
        var data = await bench.ReadAsync("data", "/resin-data");
        var result = await TestRepository.GoodAsync(repository.Update("latest", address, "--json"));
        var outcomes = result.Lines.Select(line => JsonNode.Parse(line)!).Where(line => (string?)line["event"] == "outcome").Select(line => $"{line["outcome"]} {line["os"]!["after"]}").ToList();
        Assert.That(outcomes, Is.EqualTo(new[] { "done 2.3.0+rev1", "done 2.4.0+rev1" }));
        Assert.That(await bench.TextAsync("rootA", "/etc/os-release"), Does.Contain(Newest));
        Assert.That(await bench.ReadAsync("data", "/resin-data"), Is.EqualTo(data));

        var again = await TestRepository.GoodAsync(repository.Update("latest", address));
        Assert.That(again.Output, Does.StartWith("current"));
        var back = await PlannerProgram.RunAsync(repository.Update("2.3.0+rev1", address));
        Assert.That((back.ExitCode, back.ToString().Contains("there is no way back", StringComparison.Ordinal)), Is.EqualTo((4, true)), back.ToString());
    }

    [Test]
    public async Task A_withdrawn_release_is_no_goal_and_a_rollout_opens_by_the_clock()
    {
        using var bench = await Bench.MakeAsync();
        var repository = await TestRepository.MakeAsync(bench, "2.3.0+rev1", Newest);
        await TestRepository.GoodAsync("release", "withdraw", repository.Folder, "--version", Newest, "--type", "intel-nuc");
        await repository.PublishAsync();
        var refused = await PlannerProgram.RunAsync(repository.Update(Newest));
        Assert.That((refused.ExitCode, refused.ToString().Contains("was withdrawn", StringComparison.Ordinal)), Is.EqualTo((4, true)), refused.ToString());

        await TestRepository.GoodAsync("release", "add", repository.Folder, "--version", "2.4.1+rev1", "--type", "intel-nuc", "--image", $"oci:{Path.Join(bench.Folder, "os-2.4.0+rev1")}", "--rollout-start", DateTimeOffset.UtcNow.AddDays(1).ToString("O"));
        repository.Write("plans/to-2.4.1/1.0.0.yaml", File.ReadAllText(Path.Join(repository.Folder, "plans/to-2.4/1.0.0.yaml")).Replace("plan: to-2.4", "plan: to-2.4.1", StringComparison.Ordinal).Replace(Newest, "2.4.1+rev1", StringComparison.Ordinal));
        await repository.PublishAsync();
        var early = await PlannerProgram.RunAsync(repository.Update("2.4.1+rev1"));
        Assert.That((early.ExitCode, early.ToString().Contains("has not come to this device yet", StringComparison.Ordinal)), Is.EqualTo((4, true)), early.ToString());
        Assert.That((await TestRepository.GoodAsync(repository.Update("latest"))).Output, Does.Contain("done: the device runs 2.3.0+rev1"));
    }

    [TestCase("timestamp.json", "\"version\":1", "\"version\":9")]
    [TestCase("1.snapshot.json", "\"version\":1", "\"version\":2")]
    [TestCase("1.targets.json", "to-2.3", "to-2.9")]
    public async Task Metadata_that_somebody_changed_end_with_7_and_change_nothing(string file, string words, string others)
    {
        using var bench = await Bench.MakeAsync();
        var repository = await TestRepository.MakeAsync(bench, "2.3.0+rev1");
        var path = Path.Join(repository.Folder, "metadata", file);
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace(words, others, StringComparison.Ordinal));
        await RefusesAsync(bench, repository, "latest");
    }

    [Test]
    public async Task A_plan_that_somebody_swapped_ends_with_7_and_changes_nothing()
    {
        using var bench = await Bench.MakeAsync();
        var repository = await TestRepository.MakeAsync(bench, "2.3.0+rev1");
        var plan = Directory.EnumerateFiles(Path.Join(repository.Folder, "targets/plans/to-2.3")).Single();
        await File.AppendAllTextAsync(plan, "# longer\n");
        await RefusesAsync(bench, repository, "latest");
    }

    [Test]
    public async Task An_expired_timestamp_ends_with_7_until_it_is_signed_anew()
    {
        using var bench = await Bench.MakeAsync();
        var repository = await TestRepository.MakeAsync(bench, "2.3.0+rev1");
        var late = await RunLaterAsync(repository.Update("latest"), days: 8);
        Assert.That((late.ExitCode, late.ToString().Contains("it expired", StringComparison.Ordinal)), Is.EqualTo((7, true)), late.ToString());
        await TestRepository.GoodAsync("publish", repository.Folder, "--keys", repository.Keys, "--resign");
        await TestRepository.GoodAsync(repository.Update("latest"));
    }

    [Test]
    public async Task A_dead_end_and_a_changed_plan_are_not_published()
    {
        using var bench = await Bench.MakeAsync();
        var repository = await TestRepository.MakeAsync(bench, "2.3.0+rev1");
        var plan = Path.Join(repository.Folder, "plans/to-2.3/1.0.0.yaml");
        var before = await File.ReadAllTextAsync(plan);
        await File.WriteAllTextAsync(plan, before + "# changed\n");
        var changed = await PlannerProgram.RunAsync("publish", repository.Folder, "--keys", repository.Keys);
        Assert.That((changed.ExitCode, changed.ToString().Contains("is published, and what it says is another thing now", StringComparison.Ordinal)), Is.EqualTo((3, true)), changed.ToString());
        await File.WriteAllTextAsync(plan, before);
        await TestRepository.GoodAsync("release", "add", repository.Folder, "--version", "2.5.0+rev1", "--type", "intel-nuc", "--image", $"oci:{Path.Join(bench.Folder, "os-2.3.0+rev1")}");
        var dead = await PlannerProgram.RunAsync("publish", repository.Folder, "--keys", repository.Keys);
        Assert.That((dead.ExitCode, dead.ToString().Contains("2.3.0+rev1 on intel-nuc could never get to 2.5.0+rev1", StringComparison.Ordinal)), Is.EqualTo((3, true)), dead.ToString());
    }

    [Test]
    public async Task A_mirror_that_serves_what_is_not_authentic_is_left_for_the_next()
    {
        using var bench = await Bench.MakeAsync();
        var repository = await TestRepository.MakeAsync(bench, "2.3.0+rev1");
        var changed = Path.Join(bench.Folder, "changed/repository");
        Directory.CreateDirectory(Path.GetDirectoryName(changed)!);
        await Bench.RunAsync("cp", "-r", repository.Folder, changed);
        var plan = Directory.EnumerateFiles(Path.Join(changed, "targets/plans/to-2.3")).Single();
        await File.WriteAllTextAsync(plan, (await File.ReadAllTextAsync(plan)).Replace("mkfs", "sfkm", StringComparison.Ordinal));
        using var liar = await WebServer.StartAsync(changed);
        using var honest = await WebServer.StartAsync(repository.Folder);
        var config = Path.Join(bench.Folder, "config.yaml");
        async Task<Result> UpdateAsync(string mirror)
        {
            await File.WriteAllTextAsync(config, $"configuration: test\nlanguage: 1\nrepository: http://{liar.Address}/\nmirrors: [\"http://{mirror}/\"]\ntrusted-root: {repository.Root}\n");
            return await PlannerProgram.RunAsync("update", "--device", bench.Device, "--to", "latest", "--config", config);
        }

        var refused = await UpdateAsync(liar.Address);
        Assert.That(refused.ExitCode, Is.EqualTo(7), refused.ToString());
        var result = await UpdateAsync(honest.Address);
        Assert.That((result.ExitCode, result.Messages.Contains($"http://{liar.Address}/: not authentic: ", StringComparison.Ordinal)), Is.EqualTo((0, true)), result.ToString());
    }

    [Test]
    public async Task Killed_at_any_moment_an_update_ends_where_it_was_to_get()
    {
        using var bench = await Bench.MakeAsync();
        var repository = await TestRepository.MakeAsync(bench, "2.3.0+rev1", Newest);
        await repository.LimitAsync();
        var (random, data) = (new Random(11), await bench.ReadAsync("data", "/resin-data"));
        for (var kill = 0; kill < 12; kill++)
        {
            using var program = PlannerProgram.Start(PlannerProgram.Repository, repository.Update("latest"));
            await Task.Delay(random.Next(50, 1500));
            await program.SignalAsync("KILL");
            await program.EndAsync();
            // What a boot does.
            await PlannerProgram.RunAsync("resume", "--device", bench.Device);
        }

        for (var tries = 0; tries < 3; tries++)
        {
            var result = await PlannerProgram.RunAsync(repository.Update("latest"));
            if (result.ExitCode == 0) break;
            await PlannerProgram.RunAsync("resume", "--device", bench.Device);
        }

        Assert.That((await TestRepository.GoodAsync(repository.Update("latest"))).Output, Does.StartWith("current"));
        Assert.That((await PlannerProgram.RunAsync("facts", "--device", bench.Device)).Output, Does.Contain(Newest));
        Assert.That(await bench.ReadAsync("data", "/resin-data"), Is.EqualTo(data));
    }

    [Test]
    public async Task Where_a_root_is_trusted_an_unsigned_plan_runs_only_when_it_is_said_to_be_local()
    {
        using var bench = await Bench.MakeAsync();
        var config = Path.Join(bench.Folder, "config.yaml");
        await File.WriteAllTextAsync(config, $"configuration: test\nlanguage: 1\nrepository: https://127.0.0.1:1/\ntrusted-root: {bench.Folder}/root.json\n");
        var image = bench.Image();
        var refused = await bench.UpdateAsync(image, "2.3.0+rev1", "--config", config);
        Assert.That((refused.ExitCode, refused.ToString().Contains("--local", StringComparison.Ordinal)), Is.EqualTo((4, true)), refused.ToString());
        Assert.That((await bench.UpdateAsync(image, "2.3.0+rev1", "--config", config, "--local")).ExitCode, Is.Zero);
    }

    static async Task RefusesAsync(Bench bench, TestRepository repository, string to)
    {
        var before = await bench.ReadAsync("boot");
        var result = await PlannerProgram.RunAsync(repository.Update(to, null, "--json"));
        Assert.That(result.ExitCode, Is.EqualTo(7), result.ToString());
        Assert.That((string?)JsonNode.Parse(result.Lines[^1])!["outcome"], Is.EqualTo("refused"));
        Assert.That(await bench.ReadAsync("boot"), Is.EqualTo(before));
        Assert.That(await bench.ReadAsync("rootB"), Is.Empty);
    }

    /// <summary>Runs a command while the machine's clock is in the future, in a time that only the program sees.</summary>
    static Task<Result> RunLaterAsync(string[] arguments, int days) => PlannerProgram.RunProgramAsync("faketime", ["-f", $"+{days}d", PlannerProgram.Path, .. arguments]);
}
