using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Engine.Tests.Execution;

/// <summary>The way back from the new OS to the old one: what the loader reads is put back before the old one boots.</summary>
public class ReturnTests
{
    const string Middle = """
        - put: { file: "data:/one", content: "1" }
        - put: { file: "boot:/splash/logo.png", content: "mine" }
        - put: { file: "boot:/splash/logo.png", content: "mine too" }
        """;

    [Test]
    public async Task What_an_undo_takes_away_beside_a_file_that_is_as_it_was_is_gone_for_good()
    {
        var trial = Trial.Of("- put: { file: \"boot:/splash/logo.png\", content: \"mine\" }");
        trial.Through = FailingDevice.At("Files.Rename boot:/splash/logo.png.planner-new boot:/splash/logo.png", () => true);
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Precious, Is.Empty);
        Assert.That(trial.Device.World["boot"]!.Durable.Manifest.Entries.Select(entry => entry.Path), Has.None.EndsWith(".planner-new"));
    }

    [Test]
    public async Task Boot_files_are_put_back_before_the_old_os_boots()
    {
        var (trial, booted) = Of(_ => false);
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(booted.Single(), Has.None.StartsWith("boot:").And.Some.StartsWith("data:/one"));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task Boot_files_are_put_back_where_the_switch_was_undone_by_a_process_that_died()
    {
        var dies = true;
        var (trial, booted) = Of(call => call.StartsWith("Files.Rename boot:/splash", StringComparison.Ordinal) && (dies ? throw new InvalidOperationException("killed") : false));
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        dies = false;
        var outcome = await trial.ResumeAsync();
        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Failed, 1)), Trial.Story(outcome));
        Assert.That(booted.Single(), Has.None.StartsWith("boot:"));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task What_can_not_be_put_back_keeps_the_old_os_from_nothing_and_is_tried_again_in_order()
    {
        var (trial, booted) = Of(call => call.StartsWith("Files.Rename boot:/splash", StringComparison.Ordinal));
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(booted.Single(), Has.Some.StartsWith("boot:/splash/logo.png"));
        Assert.That((outcome.Boots, outcome.Left.Count), Is.EqualTo((2, 0)), Trial.Story(outcome));
        Assert.That(trial.Precious, Is.Empty);
    }

    /// <summary>A run whose new OS is not healthy, with what differs on the device when it is booted back; calls of the undo fail in the new OS.</summary>
    static (Trial Trial, List<IReadOnlyList<string>> Booted) Of(Func<string, bool> fails)
    {
        var booted = new List<IReadOnlyList<string>>();
        var trial = Trial.Of(Middle, file => file.In(state => state with { Broken = ["supervisor"] }));
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (!trial.IsUndoing) return;
            if (call == "Power.Reboot") booted.Add(trial.Precious);
            if (trial.Device.World.Running == "B" && fails(call)) throw new DeviceException(DeviceFault.BadDisk, call, "the world failed");
        });
        return (trial, booted);
    }
}
