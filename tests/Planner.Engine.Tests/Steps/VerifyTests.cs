using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>verify</c>.</summary>
public class VerifyTests
{
    static readonly PartitionPath Libc = new("rootB", "/lib/libc.so");

    [Test]
    public async Task A_slot_as_it_was_filled_passes()
    {
        var trial = Trial.Of("");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Device.Trace.Any(call => call is { Call: "disks.remount", Partition: "rootB" }), Is.True, "it is read from the disk");
    }

    [Test]
    public Task Finds_other_content() => FindsAsync(files => files.WriteAsync(Libc, "all of D"u8.ToArray(), 420, default), "/lib/libc.so: other content");

    [Test]
    public Task Finds_another_size() => FindsAsync(files => files.WriteAsync(Libc, "C"u8.ToArray(), 420, default), "/lib/libc.so: 1 bytes instead of 8");

    [Test]
    public Task Finds_another_mode() => FindsAsync(files => files.WriteAsync(Libc, "all of C"u8.ToArray(), 511, default), "/lib/libc.so: mode 0777 instead of 0644");

    [Test]
    public Task Finds_what_is_missing() => FindsAsync(files => files.DeleteAsync(Libc, default), "/lib/libc.so: missing");

    [Test]
    public Task Finds_what_was_added() => FindsAsync(files => files.WriteAsync(new("rootB", "/lib/worm"), "x"u8.ToArray(), 420, default), "/lib/worm: added");

    [Test]
    public Task Finds_another_file_under_a_name() => FindsAsync(files => files.CopyAsync(Libc, new("rootB", "/bin/sh"), default), "/bin/sh: File instead of Link");

    [Test]
    public async Task Of_many_differences_it_says_ten_and_how_many_more()
    {
        var outcome = await TamperedAsync(async files =>
        {
            for (var i = 10; i < 23; i++) await files.WriteAsync(new("rootB", $"/added-{i}"), new byte[1], 420, default);
        });
        Assert.That(outcome.Failed!.Cause.Single(), Does.StartWith("verify rootB: /added-10: added; /added-11: added;").And.EndWith("/added-19: added and 3 more"));
    }

    static async Task FindsAsync(Func<IFiles, ValueTask> tamper, string difference) =>
        Assert.That((await TamperedAsync(tamper)).Failed!.Cause, Is.EqualTo(new[] { $"verify rootB: {difference}" }));

    static async Task<Outcome> TamperedAsync(Func<IFiles, ValueTask> tamper)
    {
        var trial = Trial.Of("");
        trial.Stopper = happened =>
        {
            if (happened is StepBegan { Kind: "verify" }) tamper(trial.Device.Files).AsTask().GetAwaiter().GetResult();
        };
        return await trial.RunToAsync(OutcomeKind.Failed, 1);
    }
}
