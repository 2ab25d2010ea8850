using System.Globalization;
using System.Text.RegularExpressions;

namespace Planner.Cli.Tests;

/// <summary>The moment between two hops of an update, however long it takes: every boot goes on, until somebody says otherwise.</summary>
public sealed partial class HopsTests
{
    const string First = "2.3.0+rev1";
    const string Newest = "2.4.0+rev1";
    const string Waits = "the way to latest is gone on with in 1 min";

    Bench bench = null!;
    TestRepository repository = null!;

    string Away => repository.Folder + "-away";

    string[] Resume => ["resume", "--device", bench.Device];

    [SetUp]
    public async Task BeginAsync()
    {
        bench = await Bench.MakeAsync();
        repository = await TestRepository.MakeAsync(bench, First, Newest);
        await repository.LimitAsync();
    }

    [TearDown]
    public void End() => bench.Dispose();

    [Test]
    public async Task A_cut_while_the_repository_is_waited_for_is_gone_on_with_at_the_next_boot()
    {
        using (var waiting = await WaitingAsync()) await KillAsync(waiting);
        Assert.That((await TestRepository.GoodAsync("status", "--device", bench.Device)).Output, Does.Contain("state    done, and leads on"));
        Directory.Move(Away, repository.Folder);
        Assert.That((await TestRepository.GoodAsync(Resume)).Output, Does.Contain($"done: the device runs {Newest}"));
        Assert.That((await TestRepository.GoodAsync(Resume)).Output, Does.StartWith("current"));
        Assert.That((await TestRepository.GoodAsync("status", "--device", bench.Device)).Output, Does.Contain("state    done,").And.Not.Contain("leads on"));
    }

    [Test]
    public async Task Abort_gives_the_way_up_and_who_waits_for_it_ends()
    {
        using var waiting = await WaitingAsync();
        var aborted = await TestRepository.GoodAsync("abort", "--device", bench.Device);
        Assert.That(aborted.ToString(), Does.Contain("what was to come behind it is given up"));
        var end = await waiting.EndAsync();
        Assert.That((end.ExitCode, end.ToString().Contains("was given up meanwhile", StringComparison.Ordinal)), Is.EqualTo((0, true)), end.ToString());
        Directory.Move(Away, repository.Folder);
        Assert.That((await TestRepository.GoodAsync(Resume)).Output, Does.StartWith("current"));
        Assert.That((await TestRepository.GoodAsync(repository.Update("latest"))).Output, Does.Contain($"done: the device runs {Newest}"));
    }

    [Test]
    public async Task An_image_registry_that_does_not_answer_is_waited_for()
    {
        var release = Path.Join(repository.Folder, $"releases/resin-os/intel-nuc/{Newest}.json");
        await File.WriteAllTextAsync(release, OfFolder().Replace(await File.ReadAllTextAsync(release), "\"127.0.0.1:1/os@$1\""));
        await repository.PublishAnewAsync();
        await CutAsync();
        using (var waiting = await DoneAsync())
        {
            await waiting.MessageAsync(Waits);
            await waiting.SignalAsync("INT");
            var end = await waiting.EndAsync();
            Assert.That((end.ExitCode, end.Messages.Contains("'planner abort' gives it up", StringComparison.Ordinal)), Is.EqualTo((5, true)), end.ToString());
        }

        // Who asks now is told now, and nothing is left to go on with.
        Assert.That((await PlannerProgram.RunAsync(repository.Update("latest"))).ExitCode, Is.EqualTo(4));
        Assert.That((await TestRepository.GoodAsync(Resume)).Output, Does.StartWith("current"));
    }

    [Test]
    public async Task The_next_hop_waits_for_the_update_window()
    {
        await CutAsync();
        var now = DateTimeOffset.UtcNow;
        Directory.CreateDirectory(Path.Join(bench.Folder, "etc/planner"));
        await File.WriteAllTextAsync(Path.Join(bench.Folder, "etc/planner/config.yaml"), $"configuration: test\nlanguage: 1\nwindow: {{ from: \"{Time(3)}\", to: \"{Time(4)}\" }}\n");
        using var waiting = PlannerProgram.StartProgram("unshare", "--mount", "sh", "-c", "mount -t overlay overlay -o \"lowerdir=$1:/etc\" /etc && shift && exec \"$@\"", "sh", Path.Join(bench.Folder, "etc"), PlannerProgram.Path, "resume", "--device", bench.Device);
        await waiting.UntilAsync($"done: the device runs {First}");
        await waiting.MessageAsync($"The way to latest is gone on with from {Time(3)} to {Time(4)} UTC, in ");
        await waiting.SignalAsync("INT");
        Assert.That((await waiting.EndAsync()).ExitCode, Is.EqualTo(5));
        Assert.That((await TestRepository.GoodAsync(Resume)).Output, Does.Contain($"done: the device runs {Newest}"), "without a window it goes on at once");

        string Time(int hours) => now.AddHours(hours).ToString("HH:mm", CultureInfo.InvariantCulture);
    }

    [Test]
    public async Task An_update_that_must_not_boot_ends_no_open_run()
    {
        await CutAsync();
        var before = await bench.EverythingAsync();
        var result = await PlannerProgram.RunAsync(repository.Update("latest", null, "--no-reboot"));
        Assert.That((result.ExitCode, result.ToString().Contains("it waits for 'planner resume' or 'planner abort'", StringComparison.Ordinal)), Is.EqualTo((9, true)), result.ToString());
        Assert.That(await bench.EverythingAsync(), Is.EqualTo(before));
    }

    /// <summary>Begins the update and cuts its first hop.</summary>
    async Task CutAsync()
    {
        using var program = PlannerProgram.Start(PlannerProgram.Repository, repository.Update("latest", null, "--json"));
        await program.UntilAsync("\"step-began\",\"step\":4");
        await KillAsync(program);
    }

    /// <summary>The boot behind the cut, up to the end of the first hop.</summary>
    async Task<PlannerProgram> DoneAsync()
    {
        var resumed = PlannerProgram.Start(PlannerProgram.Repository, Resume);
        await resumed.UntilAsync($"done: the device runs {First}");
        return resumed;
    }

    /// <summary>The same without the repository.</summary>
    async Task<PlannerProgram> WaitingAsync()
    {
        await CutAsync();
        Directory.Move(repository.Folder, Away);
        var resumed = await DoneAsync();
        await resumed.MessageAsync(Waits);
        return resumed;
    }

    static async Task KillAsync(PlannerProgram program)
    {
        await program.SignalAsync("KILL");
        await program.EndAsync();
    }

    [GeneratedRegex("\"oci:[^\"]*@(sha256:[0-9a-f]{64})\"")]
    private static partial Regex OfFolder();
}
