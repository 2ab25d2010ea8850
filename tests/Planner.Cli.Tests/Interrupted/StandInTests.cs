namespace Planner.Cli.Tests.Interrupted;

/// <summary>The system's programs that an update uses fail, or hang, at every call or at the first ones. In a script the file <c>$formatted</c> is there from the formatting of the spare slot on.</summary>
[Parallelizable(ParallelScope.Children)]
public sealed class StandInTests
{
    const string Once = "if mkdir \"$formatted.once\" 2> /dev/null; then";

    [TestCase("mkfs.ext4", "echo 'mkfs.ext4: Input/output error' >&2; exit 1", "Input/output error")]
    [TestCase("mkfs.ext4", "exit 0", "")]
    [TestCase("wipefs", "echo 'wipefs: error: Device or resource busy' >&2; exit 1", "resource busy")]
    public async Task A_program_that_fails_undoes_everything(string program, string script, string why) => await UndoesAsync(program, script, why);

    [TestCase("mkfs.ext4")]
    [TestCase("wipefs")]
    public async Task A_program_that_hangs_is_ended_by_the_timeout_of_its_step_and_undoes_everything(string program) =>
        await UndoesAsync(program, "exec sleep 1000", "did not end", "- mkfs: { partition: spare, type: ext4 }");

    [Test]
    public async Task A_service_that_hangs_when_it_is_stopped_is_ended_by_the_timeout_of_its_step()
    {
        using var trial = await SharedGround.Shipped.CopyAsync();
        Trial.Change(trial.Device, "stop: rm -f supervisor-runs", "stop: exec sleep 1000");
        await UndoesAsync(trial, "did not end", "- stop-service: supervisor");
    }

    // A mount is never cut short, and its own limit is minutes: what is shown is that its step is given up once it has come back.
    [Test]
    public async Task A_mount_that_hangs_longer_than_its_step_may_take_undoes_everything() =>
        await UndoesAsync("mount", "case \"$*\" in *rootB.img*) [ ! -e \"$formatted\" ] || sleep 4;; esac; real \"$@\"", "did not end", "- export: { image: \"${input.image}\", to: spare, except: [/resin-boot, /quirks] }");

    [TestCase("mount", "{0} echo 'mount: can not read superblock' >&2; exit 32; fi; real \"$@\"")]
    [TestCase("mount", "echo 'mount: can not read superblock' >&2; exit 32")]
    [TestCase("umount", "{0} echo 'umount: target is busy' >&2; exit 32; fi; real \"$@\"")]
    [TestCase("umount", "[ \"$1\" != -l ] || {{ real \"$@\"; exit; }}; echo 'umount: target is busy' >&2; exit 32")]
    [TestCase("umount", "echo 'umount: target is busy' >&2; exit 32")]
    [TestCase("blkid", "echo 'blkid: Input/output error' >&2; exit 1")]
    public async Task A_program_that_fails_from_the_formatting_on_does_no_harm(string program, string script)
    {
        using var trial = await SharedGround.Shipped.CopyAsync();
        Stand(trial, program, $"[ -e \"$formatted\" ] || {{ real \"$@\"; exit; }}; {string.Format(script, Once)}");
        var result = await trial.RunAsync();
        Assert.That(result.ExitCode, Is.AnyOf(0, 1, 5, 10), result.ToString());
        Assert.That(Path.Join(trial.Folder, "formatted"), Does.Exist);
        trial.WithoutStandIns();

        // What could not be freed, because nothing could be mounted, is freed at the next boot.
        if (result.ExitCode is not 0) await trial.PowerOnAsync();
        Assert.That(result.ExitCode is 0 ? await new Promises(trial).BrokenAtTheEndAsync(result) : await Series.FinishAsync(trial), Is.Empty, result.ToString());
    }

    static async Task UndoesAsync(string program, string script, string why, string? slow = null)
    {
        using var trial = await SharedGround.Shipped.CopyAsync();
        Stand(trial, program, script);
        await UndoesAsync(trial, why, slow);
    }

    static async Task UndoesAsync(Trial trial, string why, string? slow)
    {
        if (slow is not null) Trial.Change(trial.Plan, slow, $"{slow}\n  timeout: 3s");
        var result = await trial.RunAsync();
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(result.Output, Does.Contain(why));
        Assert.That(await new Promises(trial).BrokenAtTheEndAsync(result), Is.Empty, result.ToString());
    }

    static void Stand(Trial trial, string program, string script)
    {
        var formatted = $"formatted='{Path.Join(trial.Folder, "formatted")}'\n";
        if (program != "mkfs.ext4") trial.StandIn("mkfs.ext4", $"{formatted}real \"$@\" && touch \"$formatted\"");
        trial.StandIn(program, formatted + script);
    }
}
