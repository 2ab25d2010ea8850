using Planner.Devices.Contract;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>update-supervisor</c>.</summary>
public class UpdateSupervisorTests
{
    const string Fail = "\n- check: { that: { os.name: other-os } }";
    const string Supervisor = "registry.example/supervisor";
    const string Conf = "state:/root-overlay/supervisor.conf";

    static readonly string Pinned = $"{Supervisor}@sha256:{new string('5', 64)}";

    [Test]
    public async Task A_newer_one_is_pulled_and_configured_and_stays()
    {
        var trial = await OfAsync("- update-supervisor: spare", now: "v1.0.0");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Device.World.Held.Keys, Is.EquivalentTo(new[] { Pinned, $"{Supervisor}:v2.0.0" }));
        Assert.That(await trial.ReadAsync(Conf), Does.Contain($"SUPERVISOR_IMAGE={Supervisor}\n").And.Contain("SUPERVISOR_TAG=v2.0.0\n"));
    }

    [Test]
    public async Task The_former_configuration_comes_back_and_the_image_goes()
    {
        var trial = await OfAsync("- update-supervisor: spare" + Fail, now: "v1.0.0", configured: "MINE=1\nSUPERVISOR_TAG=v1.5.0\n");
        trial.Stopper = happened =>
        {
            if (happened is StepEnded { Number: 5 }) Assert.That(trial.ReadAsync(Conf).Result, Does.Contain("MINE=1\n").And.Contain("SUPERVISOR_TAG=v2.0.0\n"));
        };
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task A_configuration_that_was_not_there_is_deleted_again()
    {
        var trial = await OfAsync("- update-supervisor: spare" + Fail, now: "v1.0.0");
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Device.Trace.Select(call => call.Call), Does.Contain("containers.tag"));
        Assert.That(trial.Precious, Is.Empty);
    }

    [TestCase("v2.0.0")]
    [TestCase("v2.0.1")]
    [TestCase("v10.0.0")]
    public async Task One_that_is_as_new_or_newer_stays(string now)
    {
        var trial = await OfAsync("- update-supervisor: spare", now);
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync(Conf), Is.Null);
        Assert.That(trial.Device.World.Held, Is.Empty);
        Assert.That(trial.Events, Has.Some.EqualTo(new StepEnded(5, StepResult.AlreadyDone)));
    }

    [Test]
    public async Task An_older_one_is_put_in_place_only_when_the_plan_says_so()
    {
        var trial = await OfAsync("- update-supervisor: { from: spare, when-newer: false }", now: "v3.0.0");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync(Conf), Does.Contain("SUPERVISOR_TAG=v2.0.0\n"));
    }

    [Test]
    public async Task What_an_earlier_update_configured_counts_and_not_what_the_os_shipped()
    {
        var trial = await OfAsync("- update-supervisor: spare", now: "v1.0.0", configured: "SUPERVISOR_TAG=v2.5.0\n");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync(Conf), Is.EqualTo("SUPERVISOR_TAG=v2.5.0\n"));
    }

    [Test]
    public async Task For_the_first_boot_it_is_configured_and_not_pulled()
    {
        var trial = await OfAsync("- update-supervisor: { from: spare, at: first-boot }", now: "v1.0.0");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync(Conf), Does.Contain("SUPERVISOR_TAG=v2.0.0\n"));
        Assert.That(trial.Device.World.Held, Is.Empty);
    }

    [Test]
    public async Task A_second_try_gives_the_image_its_name_too()
    {
        var trial = await OfAsync("- update-supervisor: spare", now: "v1.0.0");
        trial.Through = FailingDevice.First($"Containers.Tag {Pinned} {Supervisor}:v2.0.0");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Device.World.Held.Keys, Does.Contain($"{Supervisor}:v2.0.0"));
    }

    [Test]
    public async Task An_image_that_was_there_is_not_removed()
    {
        var trial = await OfAsync("- update-supervisor: spare" + Fail, now: "v1.0.0", holds: true);
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Device.Trace.Select(call => call.Call), Does.Contain("containers.tag"));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task A_new_os_that_names_no_supervisor_fails_with_the_file()
    {
        var outcome = await Trial.Of("- update-supervisor: spare").RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(outcome.Failed!.Cause, Is.EqualTo(new[] { "read rootB:/etc/supervisor.conf: the new OS names no supervisor" }));
    }

    [Test]
    public async Task Where_each_slot_has_its_own_file_the_new_one_names_the_image_with_its_tag_and_keeps_the_rest()
    {
        var trial = await OfSlotAsync("- update-supervisor: spare", "v1.0.0");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync("rootB:/etc/supervisor.conf"), Is.EqualTo($"SUPERVISOR_IMAGE={Supervisor}:v2.0.0\nSUPERVISOR_TAG=v2.0.0\nLED=1\n"));
        Assert.That(await trial.ReadAsync("rootA:/etc/supervisor.conf"), Is.EqualTo($"SUPERVISOR_IMAGE={Supervisor}\nSUPERVISOR_TAG=v1.0.0\nLED=1\n"));
        Assert.That(trial.Device.World.Held.Keys, Is.EquivalentTo(new[] { Pinned, $"{Supervisor}:v2.0.0" }));
    }

    [Test]
    public async Task Where_each_slot_has_its_own_file_the_new_os_gets_the_newer_supervisor_of_the_old_one()
    {
        var trial = await OfSlotAsync("- update-supervisor: spare", "v3.0.0");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync("rootB:/etc/supervisor.conf"), Is.EqualTo($"SUPERVISOR_IMAGE={Supervisor}\nSUPERVISOR_TAG=v3.0.0\nLED=1\n"));
        Assert.That(trial.Device.World.Held, Is.Empty);
    }

    [Test]
    public async Task Where_each_slot_has_its_own_file_a_second_try_changes_nothing_more()
    {
        var trial = await OfSlotAsync("- update-supervisor: spare", "v1.0.0");
        trial.Through = FailingDevice.First("Files.Rename rootB:/etc/supervisor.conf.planner-new rootB:/etc/supervisor.conf");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync("rootB:/etc/supervisor.conf"), Is.EqualTo($"SUPERVISOR_IMAGE={Supervisor}:v2.0.0\nSUPERVISOR_TAG=v2.0.0\nLED=1\n"));
    }

    [Test]
    public async Task Where_each_slot_has_its_own_file_only_the_image_is_taken_back()
    {
        var trial = await OfSlotAsync("- update-supervisor: spare" + Fail, "v1.0.0");
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Device.Trace.Select(call => call.Call), Does.Contain("containers.tag"));
        Assert.That(trial.Precious, Is.Empty);
    }

    static async Task<Trial> OfSlotAsync(string steps, string now)
    {
        var layout = Trial.WithSupervisor with { Supervisor = new("/etc/supervisor.conf", null, "SUPERVISOR_IMAGE", "SUPERVISOR_TAG", IsTagged: true) };
        var trial = await OfAsync(steps, now, layout: layout);
        return await trial.WithAsync(device => device.Files.WriteAsync(new("rootA", "/etc/supervisor.conf"), System.Text.Encoding.UTF8.GetBytes($"SUPERVISOR_IMAGE={Supervisor}\nSUPERVISOR_TAG={now}\nLED=1\n"), 420, default));
    }

    static async Task<Trial> OfAsync(string steps, string now, string? configured = null, bool holds = false, Layout? layout = null)
    {
        var os = ContractContent.Image.Plus(("/etc/supervisor.conf", $"SUPERVISOR_IMAGE={Supervisor}\nSUPERVISOR_TAG=v2.0.0\n"));
        var trial = Trial.Of(steps, file => file.In(state => state
            .With(Trial.Image, Trial.OfTree('1', os))
            .With($"{Supervisor}:v2.0.0", Trial.OfTree('5', ContractContent.Partitions["state"])) with
        {
            Engine = state.Engine with { Holds = holds ? [$"{Supervisor}:v2.0.0"] : [] },
        }), layout: layout, edit: layout is null ? null : plan => plan.Replace("- verify: spare\n", "", StringComparison.Ordinal).Replace("- switch-boot", "- verify: spare\n- switch-boot", StringComparison.Ordinal));
        return await trial.WithAsync(async device =>
        {
            await device.Files.WriteAsync(new("rootA", "/etc/supervisor.conf"), System.Text.Encoding.UTF8.GetBytes($"SUPERVISOR_IMAGE={Supervisor}\nSUPERVISOR_TAG={now}\n"), 420, default);
            if (configured is not null) await device.Files.WriteAsync(new("state", "/root-overlay/supervisor.conf"), System.Text.Encoding.UTF8.GetBytes(configured), 420, default);
        });
    }
}
