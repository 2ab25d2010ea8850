using System.Diagnostics;
using Planner.Testing.Interrupting;

namespace Planner.Cli.Tests.Interrupted;

/// <summary>A bench to be copied for every interruption, and how it is before and after an update that nothing interrupts.</summary>
sealed class Ground : IDisposable
{
    /// <summary>The version that is updated to.</summary>
    public const string Target = "2.3.0+rev1";

    readonly Bench bench;

    Ground(Bench bench, string image, Trees before) => (this.bench, Image, Before, After) = (bench, image, before, before);

    /// <summary>The image, by its name within the bench's folder.</summary>
    public string Image { get; }

    /// <summary>The image's documents and layers.</summary>
    public Planner.Testing.OciFolderBuilder Layers => bench.LastImage;

    /// <summary>Before the update.</summary>
    public Trees Before { get; }

    /// <summary>After it.</summary>
    public Trees After { get; private set; }

    /// <summary>Every call of the update that changes something.</summary>
    public IReadOnlyList<Call> Calls { get; private set; } = [];

    /// <summary>How often a helper program is started.</summary>
    public IReadOnlyList<Call> Programs => [.. Calls.Where(call => call.Name == "program").Skip(2)];

    /// <summary>The flushes of the journal: each makes a mark durable.</summary>
    public IReadOnlyList<Call> Marks => [.. Calls.Where(IsMark)];

    /// <summary>Whether a call makes a journal mark durable.</summary>
    public static bool IsMark(Call call) => call.Name == "flush" && (call.Path.EndsWith("/planner/journal", StringComparison.Ordinal) || call.Path.EndsWith("/planner/journal.new", StringComparison.Ordinal));

    /// <summary>Makes one, and lets the update run once.</summary>
    public static async Task<Ground> MakeAsync()
    {
        var bench = await Bench.MakeAsync();
        try
        {
            var ground = new Ground(bench, bench.Image(Target), await Trees.ReadAsync(bench.Folder));
            bench.PlanWith(QuickPlan.Of);
            await ground.RunOnceAsync();
            return ground;
        }
        catch
        {
            bench.Dispose();
            throw;
        }
    }

    /// <summary>The bench once more, in a folder of its own.</summary>
    public async Task<Trial> CopyAsync() => new(this, await CopyAsync(bench.Folder));

    /// <summary>Copies a bench's folder, holes of its images included, and again for as long as somebody writes to them: a copy is how it was at one moment.</summary>
    public static async Task<string> CopyAsync(string folder)
    {
        // In memory, where there is such a folder: thousands of flushes cost nothing there.
        var copy = Directory.CreateDirectory(Path.Join(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"planner-trial-{Guid.NewGuid():N}")).FullName;
        string before;
        do
        {
            before = Times(folder);
            using var copying = Process.Start("cp", ["-a", "--sparse=always", $"{folder}/.", copy]);
            await copying.WaitForExitAsync();
            Assert.That(copying.ExitCode, Is.Zero, $"copying {folder}");
        }
        while (Times(folder) != before);
        return copy;
    }

    public void Dispose() => bench.Dispose();

    static string Times(string folder) => string.Join(' ', Directory.GetFiles(folder, "*.img").Order(StringComparer.Ordinal).Select(file => File.GetLastWriteTimeUtc(file).Ticks));

    async Task RunOnceAsync()
    {
        using var trial = await CopyAsync();
        var result = await trial.RunAsync();
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        (After, Calls) = (await Trees.ReadAsync(trial.Folder), result.Calls);
        Assert.That(After.SlotB, Does.Contain("etc/os-release"));
        Assert.That(After.SlotA, Is.EqualTo(Before.SlotA));
        Assert.That(After.UserData, Is.EqualTo(Before.UserData).And.Not.Empty);
        Assert.That(Before.SlotB, Is.Empty);
        Assert.That(Marks, Has.Count.GreaterThan(20));
    }
}
