using Planner.Devices.Contract;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>restore</c>.</summary>
public class RestoreTests
{
    const string Steps = """
        - backup: { folder: "data:/resin-data", to: "boot:/kept.tar.gz" }
        - mkfs: { partition: data, type: ext3 }
          no-return: what else lies on data
        - restore: { from: "boot:/kept.tar.gz", to: "data:/resin-data" }
        """;

    static readonly PartitionPath Archive = new("boot", "/kept.tar.gz");

    // Planner's own folders are not on the partition that is made anew.
    static Layout Layout { get; } = ContractLayout.Layout with
    {
        Partitions = ContractLayout.Layout.Partitions.ToDictionary(pair => pair.Key, pair => pair.Key == "state" ? pair.Value with { Size = 64 << 20 } : pair.Value),
        Staging = new("state", "/staging"),
        Logs = new("state", "/logs"),
    };

    [Test]
    public async Task The_folder_is_as_it_was_on_a_new_file_system()
    {
        var trial = Trial.Of(Steps, layout: Layout);
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Changes.Where(line => line.StartsWith("data", StringComparison.Ordinal)), Is.EqualTo(new[] { "data: ext3 'c-data' instead of ext4 'c-data'" }));
        Assert.That(trial.Device.World["boot"]!.Root.Manifest[Archive.Path], Is.Not.Null, "the archive stays");
    }

    [Test]
    public async Task Is_done_already_where_the_folder_is_what_the_archive_holds()
    {
        var trial = Trial.Of(Steps, layout: Layout);
        trial.Stopper = happened =>
        {
            if (happened is StepEnded { Number: 6 }) trial.Device.Archives.UnpackAsync(Archive, new("data", "/resin-data"), default).AsTask().GetAwaiter().GetResult();
        };
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Events, Has.Some.EqualTo(new StepEnded(7, StepResult.AlreadyDone)));
    }

    [Test]
    public async Task A_folder_that_holds_something_else_parks_the_run_and_tells_what()
    {
        var trial = Trial.Of(Steps, layout: Layout);
        trial.Stopper = happened =>
        {
            if (happened is StepEnded { Number: 6 }) trial.Device.Files.WriteAsync(new("data", "/resin-data/foreign"), "x"u8.ToArray(), 0b110_100_100, default).AsTask().GetAwaiter().GetResult();
        };
        var outcome = await trial.RunAsync();
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Parked));
        Assert.That(Trial.Story(outcome), Does.Contain("/foreign: added"));
    }
}
