using Planner.Devices.Contract;
using Planner.Engine.Devices;
using Planner.Engine.Devices.Files;
using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>export</c> onto the boot partition; onto a slot, with <c>verify</c>.</summary>
public class ExportTests
{
    const string Boot = """- export: { image: "${input.image}", from: /resin-boot, to: boot }""";
    const string Fail = "\n- check: { that: { os.name: other-os } }";

    [Test]
    public async Task The_boot_partition_gets_the_new_files_and_keeps_the_others()
    {
        var trial = Trial.Of(Boot);
        var outcome = await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync("boot:/start.elf"), Is.EqualTo("new firmware"));
        Assert.That(await trial.ReadAsync("boot:/fixup.dat"), Is.EqualTo("fix"));
        Assert.That(await trial.ReadAsync("boot:/splash/logo.png"), Is.EqualTo("a new logo"));
        Assert.That(trial.Changes.Where(line => line.StartsWith("boot:", StringComparison.Ordinal) && !line.Contains("grubenv", StringComparison.Ordinal)), Has.Exactly(3).Items);
        Assert.That(outcome.Written, Is.GreaterThan(0));
    }

    [Test]
    public async Task Every_file_is_put_back_and_new_files_and_folders_are_deleted_again()
    {
        var trial = await Trial.Of(Boot + Fail).WithAsync(device => device.Files.DeleteAsync(new("boot", "/splash"), default));
        trial.Stopper = happened =>
        {
            if (happened is StepEnded { Number: 5 }) Assert.That(trial.Changes.Count(line => line.StartsWith("boot:", StringComparison.Ordinal)), Is.EqualTo(4));
        };
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Precious, Is.Empty);
        Assert.That(await trial.Device.Files.ListAsync(new("data", "/planner"), default), Is.Empty, "nothing stays in staging");
    }

    [Test]
    public async Task Every_file_is_put_back_when_it_fails_in_its_middle()
    {
        var trial = Trial.Of(Boot);
        trial.Through = FailingDevice.First("Files.Rename boot:/start.elf.planner-new boot:/start.elf");
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Device.Trace.Where(call => call.Call == "files.rename" && call.Partition == "boot"), Is.Not.Empty);
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task A_file_that_is_the_same_already_is_not_written()
    {
        var trial = await Trial.Of(Boot).WithAsync(device => device.Files.WriteAsync(new("boot", "/start.elf"), "new firmware"u8.ToArray(), 420, default));
        var before = trial.Device.Trace.Count;
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Device.Trace.Skip(before).Where(call => call.Kind != Engine.Steps.EffectKind.Reads && call.Path.Contains("start.elf", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task The_board_s_boot_variables_are_never_taken_from_an_image()
    {
        var tree = new TreeSnapshotBuilder().File("/etc/os-release", "ID=resin-os\nVERSION=2.3.0+rev1\n").File("/resin-boot/grubenv", "resin_root_part=3").File("/resin-boot/start.elf", "new firmware").Build();
        var trial = Trial.Of(Boot + Fail, file => file.In(state => state with { Images = new Dictionary<string, ImageSnapshot> { [Trial.Image] = Trial.OfTree('1', tree) } }));
        trial.Stopper = happened =>
        {
            if (happened is StepEnded { Number: 5 }) Assert.That(trial.Changes.Where(line => line.StartsWith("boot:", StringComparison.Ordinal)), Has.One.Items.And.One.Contains("start.elf"));
        };
        await trial.RunToAsync(OutcomeKind.Failed, 1);
    }

    [Test]
    public async Task What_is_on_the_keep_list_stays_where_it_exists()
    {
        var trial = Trial.Of("""- export: { image: "${input.image}", from: /resin-boot, to: boot, keep: [splash/logo.png, fixup.dat] }""");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync("boot:/splash/logo.png"), Is.EqualTo("a logo"));
        Assert.That(await trial.ReadAsync("boot:/fixup.dat"), Is.EqualTo("fix"), "it was not there");
        Assert.That(await trial.ReadAsync("boot:/start.elf"), Is.EqualTo("new firmware"));
    }

    [Test]
    public async Task Files_that_must_match_are_written_last_and_told()
    {
        var layout = Trial.WithSupervisor with { Boards = Trial.WithSupervisor.Boards.ToDictionary(board => board.Key, board => board.Value with { Together = [["fixup.dat", "start.elf"]] }) };
        var trial = Trial.Of(Boot, layout: layout);
        await trial.RunToAsync(OutcomeKind.Done, 0);
        var placed = trial.Device.Trace.Where(call => call is { Call: "files.rename", Partition: "boot" } && !call.Path.EndsWith(".planner-new", StringComparison.Ordinal));
        Assert.That(placed.Select(call => call.Path), Is.EqualTo(new[] { "/splash/logo.png", "/fixup.dat", "/start.elf" }));
        Assert.That(trial.Events.OfType<StepProgress>().Select(step => step.Text), Does.Contain("exposed until all are written: fixup.dat and start.elf"));
    }

    [Test]
    public async Task Nothing_is_exposed_when_the_files_that_must_match_are_the_same()
    {
        var layout = Trial.WithSupervisor with { Boards = Trial.WithSupervisor.Boards.ToDictionary(board => board.Key, board => board.Value with { Together = [["start.elf"]] }) };
        var trial = await Trial.Of(Boot, layout: layout).WithAsync(device => device.Files.WriteAsync(new("boot", "/start.elf"), "new firmware"u8.ToArray(), 420, default));
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Events.OfType<StepProgress>().Select(step => step.Text), Has.None.StartsWith("exposed"));
    }

    [Test]
    public async Task Too_little_space_is_refused_with_both_sizes_before_anything_changes()
    {
        var trial = Full(Trial.Of(Boot));
        var before = trial.Device.World;
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons, Has.Some.EqualTo("step 5 export: the new boot files needs 8 KiB, and boot has 4 KiB free"));
        Assert.That(before.DifferencesTo(trial.Device.World), Is.Empty);
    }

    [Test]
    public async Task Too_little_space_that_shows_only_after_the_pull_is_refused_before_a_boot_file_changes()
    {
        var trial = Full(Trial.Of("- pull: { image: registry.example/os:next }\n- export: { image: registry.example/os:next, from: /resin-boot, to: boot }"));
        var before = trial.Device.World;
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(outcome.Failed!.Cause, Is.EqualTo(new[] { "replace files on boot: it needs 8 KiB free for the new boot files and has 4 KiB" }));
        Assert.That(trial.Device.Trace.Where(call => call.Partition == "boot" && call.Kind != Engine.Steps.EffectKind.Reads), Is.Empty);
        Assert.That(before.DifferencesTo(trial.Device.World).Where(line => !line.StartsWith("rootB", StringComparison.Ordinal) && !line.StartsWith("state:/planner", StringComparison.Ordinal) && !line.StartsWith("data:/", StringComparison.Ordinal)), Is.Empty);
    }

    [TestCase("optional: true", OutcomeKind.Done)]
    [TestCase("optional: false", OutcomeKind.Failed)]
    public async Task A_folder_that_the_image_lacks_is_fine_only_when_it_is_optional(string optional, OutcomeKind kind)
    {
        var trial = Trial.Of("- export: { image: \"${input.image}\", from: /nothing, to: boot, " + optional + " }");
        var outcome = await trial.RunAsync();
        Assert.That(outcome.Kind, Is.EqualTo(kind), Trial.Story(outcome));
        if (kind == OutcomeKind.Failed) Assert.That(outcome.Failed!.Cause.Single(), Does.StartWith("export /nothing of oci:images/os@sha256:").And.EndsWith("the image has no such folder"));
    }

    [Test]
    public async Task A_file_where_the_device_has_a_folder_is_refused()
    {
        var trial = await Trial.Of(Boot).WithAsync(device => device.Files.MakeFolderAsync(new("boot", "/fixup.dat"), 493, default));
        var outcome = await trial.RunAsync();
        Assert.That(Trial.Story(outcome), Does.Contain("export to boot:/fixup.dat: there is a Folder where the image has a file"));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task A_slot_gets_the_tree_less_what_is_left_out_and_a_part_is_written_over_it()
    {
        var trial = Trial.Filling("""- export: { image: "${input.image}", from: /quirks, to: spare }""");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync("rootB:/etc/quirk"), Is.EqualTo("odd"));
        Assert.That(await trial.ReadAsync("rootB:/etc/os-release"), Does.Contain("QUIRK"));
        Assert.That(await trial.ReadAsync("rootB:/quirks/etc/quirk"), Is.Null);
        Assert.That(await trial.ReadAsync("rootB:/resin-boot/start.elf"), Is.Null);
        var expected = ContractContent.Image.Manifest.Entries.Count(entry => !entry.Path.StartsWith("/quirks", StringComparison.Ordinal) && !entry.Path.StartsWith("/resin-boot", StringComparison.Ordinal));
        Assert.That(trial.Device.World["rootB"]!.Root.Manifest.Entries, Has.Length.EqualTo(expected + 1));
    }

    [Test]
    public async Task A_slot_that_is_too_small_is_refused_with_both_sizes()
    {
        var trial = Trial.Of("", file => file.In(state => state with { Partitions = state.Partitions.ToDictionary(part => part.Key, part => part.Key == "rootB" ? part.Value with { Size = 4096 } : part.Value) }));
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons, Has.Some.Match("^step 3 export: export the image to spare needs 5 KiB, and rootB has 3.5 KiB$"), Trial.Story(outcome));
    }

    static Trial Full(Trial trial)
    {
        var boot = trial.Device.World["boot"]!;
        trial.Device.World = trial.Device.World.With(boot with { Other = boot.Size - boot.Root.Space - 4096 });
        return trial;
    }
}
