using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>carry</c>.</summary>
public class CarryTests
{
    [Test]
    public async Task A_file_is_carried_and_verified()
    {
        var trial = Trial.Filling("- carry: /etc/hostname");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync("rootB:/etc/hostname"), Is.EqualTo("resin\n"));
    }

    [Test]
    public async Task It_gets_another_name_when_told()
    {
        var trial = Trial.Filling("- carry: { path: /etc/hostname, as: /var/lib/former/hostname }");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync("rootB:/var/lib/former/hostname"), Is.EqualTo("resin\n"));
        Assert.That(await trial.ReadAsync("rootB:/etc/hostname"), Is.Null);
    }

    [Test]
    public async Task A_folder_comes_with_modes_owners_attributes_links_and_names_of_one_file()
    {
        var trial = Trial.Filling("- carry: { path: /data, as: /srv/data }");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        var (from, to) = (await trial.Device.Files.ReadTreeAsync(new("rootA", "/data"), default), await trial.Device.Files.ReadTreeAsync(new("rootB", "/srv/data"), default));
        Assert.That(from.DifferencesTo(to), Is.Empty);
        Assert.That(from.Entries, Has.Length.EqualTo(5));
    }

    [Test]
    public async Task One_name_of_a_file_with_two_is_a_file_of_its_own_there()
    {
        var trial = Trial.Filling("- carry: /data/song");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That((await trial.Device.Files.ReadTreeAsync(new("rootB", "/data"), default))["/song"]!.SameAs, Is.Null);
    }

    [Test]
    public async Task What_is_not_there_fails_unless_it_is_optional()
    {
        var outcome = await Trial.Filling("- carry: /etc/nothing").RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(outcome.Failed!.Cause, Is.EqualTo(new[] { "carry rootA:/etc/nothing: it is not there" }));
        var trial = Trial.Filling("- carry: { path: /etc/nothing, optional: true }");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync("rootB:/etc/nothing"), Is.Null);
    }

    [Test]
    public async Task Verify_counts_what_was_carried()
    {
        var trial = Trial.Filling("- carry: { path: /etc/hostname, as: /var/hostname }");
        trial.Stopper = happened =>
        {
            if (happened is StepBegan { Kind: "verify" }) trial.Device.Files.DeleteAsync(new("rootB", "/var/hostname"), default).AsTask().GetAwaiter().GetResult();
        };
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(outcome.Failed!.Cause, Is.EqualTo(new[] { "verify rootB: /var/hostname: missing" }));
    }

    [Test]
    public async Task What_is_right_already_is_not_copied_again()
    {
        var trial = Trial.Filling("- carry: /etc/hostname\n- carry: /etc/hostname");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Events, Has.Some.EqualTo(new StepEnded(5, StepResult.AlreadyDone)));
    }
}
