using CliWrap.Buffered;
using Planner.Testing.Interrupting;

namespace Planner.Cli.Tests.Interrupted;

/// <summary>A partition runs full, or becomes read-only, in the middle of an update.</summary>
[Parallelizable(ParallelScope.Children)]
public sealed class DiskTests
{
    static Ground Ground => SharedGround.Shipped;

    [TestCase("rootB", "write", "rootB/")]
    [TestCase("boot", "write", "boot/image-version-info.planner-new")]
    [TestCase("boot", "write", "boot/new.efi.planner-new")]
    [TestCase("data", "write", "data/planner/")]
    [TestCase("state", "write", "state/planner/journal")]
    public async Task A_partition_that_runs_full_in_the_middle_does_no_harm(string partition, string name, string path) =>
        await ChangeAsync(partition, name, path, "dd", place => ["if=/dev/zero", $"of={place}/{Trees.Filler}", "bs=4k"]);

    [TestCase("rootB", "flush", "rootB")]
    [TestCase("boot", "rename", "boot")]
    [TestCase("boot", "flush", "boot/grubenv")]
    [TestCase("data", "rename", "data")]
    [TestCase("state", "flush", "state/planner/journal")]
    public async Task A_partition_that_becomes_read_only_in_the_middle_does_no_harm(string partition, string name, string path) =>
        await ChangeAsync(partition, name, path, "mount", place => ["-o", "remount,ro", place]);

    async Task ChangeAsync(string partition, string name, string path, string program, Func<string, string[]> arguments)
    {
        using var trial = await Ground.CopyAsync();
        var calls = Ground.Calls.Where(call => call.Name == name && call.Path.Contains($"/{path}", StringComparison.Ordinal)).ToList();
        var result = await trial.RunAsync(new StopPoint(calls[calls.Count / 2].Number, Stop.Paused, After: name is "flush" or "rename"), async (process, held) =>
        {
            Assert.That(held.Path, Does.Contain($"/{path}"));
            var place = held.Path[..(held.Path.IndexOf($"/{partition}", StringComparison.Ordinal) + partition.Length + 1)];
            await CliWrap.Cli.Wrap("nsenter").WithArguments(["--target", $"{process}", "--mount", program, .. arguments(place)]).WithValidation(CliWrap.CommandResultValidation.None).ExecuteBufferedAsync();
        });
        Assert.That(result.ExitCode, Is.AnyOf(0, 1, 4, 5, 10), result.ToString());
        await trial.EmptyAsync(partition);

        // A journal that could not be written leaves the run open: the next boot ends it, whichever way it went.
        if (result.ExitCode is not 0) await trial.PowerOnAsync();
        Assert.That(result.ExitCode is 0 ? await new Promises(trial).BrokenAtTheEndAsync(result) : await Series.FinishAsync(trial), Is.Empty, $"{result}");
    }
}
