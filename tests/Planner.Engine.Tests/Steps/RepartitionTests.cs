using Planner.Devices.Simulated;
using Planner.Engine.Devices;
using Planner.Engine.Devices.Files;
using Planner.Engine.Disks;
using Planner.Engine.Execution;
using Planner.Engine.Language;
using Planner.Engine.Steps;
using Planner.Engine.Tests.Language;

namespace Planner.Engine.Tests.Steps;

/// <summary>The layouts of the shipped plan from 1.x to 2.x, and a run on its way over them.</summary>
public sealed class RepartitionTests
{
    const long Mi = 1 << 20;
    const string PlanFile = "plans/resinos-1.x-to-2.x/1.0.0.yaml";
    const string DeviceFolder = "samples/devices/resinos-1.x-to-2.x";

    static readonly Layout[] Layouts = [Shipped.Layout("resinos-1.x"), Shipped.Layout("resinos-1.x-to-2.x"), Shipped.Layout("resinos-2.x-from-1.x")];

    static readonly Plan Plan = PlanReader.Read(PlanFile, File.ReadAllBytes(Shipped.Path(PlanFile)), new LayoutSet(Layouts), new ReadContext())!;

    static Repartition First => Plan.Steps.OfType<Repartition>().First();

    static Repartition Second => Plan.Steps.OfType<Repartition>().Last();

    [TestCase("boot", "boot")]
    [TestCase("root", "root")]
    [TestCase("updt", "updt")]
    [TestCase("conf", null)]
    [TestCase("data", null)]
    public void A_partition_that_stays_where_it_is_is_kept(string before, string? after) => Assert.That(LayoutChange.NameAfter(First.From!, First.Into!, before), Is.EqualTo(after));

    [TestCase("root", "rootA")]
    [TestCase("updt", null)]
    [TestCase("state", "state")]
    [TestCase("data", "data")]
    public void A_partition_that_grows_is_kept_and_one_that_begins_elsewhere_is_not(string before, string? after) => Assert.That(LayoutChange.NameAfter(Second.From!, Second.Into!, before), Is.EqualTo(after));

    [Test]
    public void It_declares_what_it_gives_up_and_a_slot_by_its_role()
    {
        Assert.That(First.Effects.Select(effect => effect.ToString()), Is.EqualTo(new[] { "changes the partition table", "erases conf:/", "erases data:/" }));
        Assert.That(Second.Effects.Select(effect => effect.ToString()), Is.EqualTo(new[] { "changes the partition table", "erases spare:/" }));
    }

    [Test]
    public void A_layout_holds_for_the_steps_behind_the_change()
    {
        Assert.That(Plan.LayoutAt(First).Id, Is.EqualTo("resinos-1.x@1.0.0"));
        Assert.That(Plan.LayoutAt(Plan.Steps[First.Header.Number]).Id, Is.EqualTo("resinos-1.x-to-2.x@1.0.0"));
        Assert.That(Plan.LayoutAt(Plan.Steps[^1]).Id, Is.EqualTo(Plan.Becomes));
    }

    [Test]
    public void The_tables_are_those_of_the_field_and_each_is_its_own_next()
    {
        var between = First.TableFrom(Former(1024 * Mi));
        Assert.That(between.ToString(), Is.EqualTo("1 (4 MiB to 44 MiB), 2 (44 MiB to 220 MiB), 3 (220 MiB to 396 MiB), 4 (668 MiB to 1 GiB) extended, 5 (672 MiB to 692 MiB), 6 (696 MiB to 1 GiB)"));
        var last = Second.TableFrom(between);
        Assert.That(last.ToString(), Is.EqualTo("1 (4 MiB to 44 MiB), 2 (44 MiB to 356 MiB), 3 (356 MiB to 668 MiB), 4 (668 MiB to 1 GiB) extended, 5 (672 MiB to 692 MiB), 6 (696 MiB to 1 GiB)"));
        Assert.That(First.TableFrom(between).IsSameAs(between), Is.True);
        Assert.That(Second.TableFrom(last).IsSameAs(last), Is.True);
    }

    [Test]
    public void A_disk_that_ends_before_the_partitions_do_is_refused() =>
        Assert.That(() => First.TableFrom(Former(690 * Mi)), Throws.TypeOf<DeviceException>().With.Message.Contains("can not be made on this disk"));

    [Test]
    public async Task The_run_goes_on_where_each_layout_has_its_journal_and_what_it_leaves_says_so()
    {
        await using var device = Device("raspberrypi3-1.x-to-2.x-healthy");
        var outcome = await RunAsync(device, noReboot: true);
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.PendingReboot), string.Join('\n', outcome.Reasons));
        Assert.That(device.Layout.Id, Is.EqualTo("resinos-2.x-from-1.x@1.0.0"));
        var now = (await Journal.ReadAsync(device.Files, device.Layout, default))!;
        Assert.That(RunState.Of(now.Entries)!.ActiveSlot, Is.EqualTo("A"));
        await device.NameAsync(Layouts[1], default);
        var left = (await Journal.ReadAsync(device.Files, device.Layout, default))!;
        Assert.That((left.Entries[^1].Mark, RunState.Of(left.Entries)!.Layout), Is.EqualTo((JournalEntry.LayoutMark, "resinos-2.x-from-1.x@1.0.0")));
        Assert.That(now.Entries.Take(left.Entries.Count).Select(entry => entry.Mark), Is.EqualTo(left.Entries.Select(entry => entry.Mark)));
        Assert.That(now.Entries, Has.Count.GreaterThan(left.Entries.Count));
    }

    [Test]
    public async Task A_process_that_begins_under_an_earlier_layout_follows_to_the_one_in_force()
    {
        await using var device = Device("raspberrypi3-1.x-to-2.x-healthy");
        await RunAsync(device, noReboot: true);
        await using var later = device.Another(Layouts[1]);
        var content = await LayoutInForce.FollowAsync(later, _ => Plan, default);
        Assert.That((later.Layout.Id, RunState.Of(content!.Entries)!.Layout), Is.EqualTo(("resinos-2.x-from-1.x@1.0.0", "resinos-2.x-from-1.x@1.0.0")));
    }

    [Test]
    public async Task What_the_run_left_in_earlier_layouts_is_freed_at_its_end()
    {
        await using var device = Device("raspberrypi3-1.x-to-2.x-healthy");
        Assert.That((await RunAsync(device, noReboot: false)).Kind, Is.EqualTo(OutcomeKind.Done));
        var entries = await device.Files.ListAsync(PartitionPath.Root("rootA"), default);
        Assert.That(entries.Select(entry => entry.Name).Where(name => name.StartsWith("planner", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task Boot_files_without_room_are_found_before_the_point_of_no_return_and_everything_is_undone()
    {
        await using var device = Device("raspberrypi3-1.x-to-2.x-boot-nearly-full");
        var table = device.World.Table!.Written;
        var outcome = await RunAsync(device, noReboot: false);
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Failed));
        Assert.That(outcome.Failed!.Cause[0], Does.Contain("pass the point of no return: step 38 export: the new boot files"));
        Assert.That(device.World.Table!.Written.IsSameAs(table), Is.True);
    }

    static PartitionTable Former(long size) => PlannedTable.Around(
        [
            new TableEntry(1, 4 * Mi, 40 * Mi, EntryPlace.Primary), new TableEntry(2, 44 * Mi, 176 * Mi, EntryPlace.Primary), new TableEntry(3, 220 * Mi, 176 * Mi, EntryPlace.Primary),
            new TableEntry(5, 400 * Mi, 20 * Mi, EntryPlace.Logical), new TableEntry(6, 424 * Mi, size - (424 * Mi), EntryPlace.Logical),
        ],
        new PartitionTable(size, [], []));

    static SimulatedDevice Device(string name)
    {
        var file = $"{DeviceFolder}/{name}.yaml";
        return SimulatedStart.Of(DeviceFileReader.Read(file, File.ReadAllBytes(Shipped.Path(file)), new LayoutSet(Layouts), _ => null, new ReadContext())!, Layouts).Begin();
    }

    static Task<Outcome> RunAsync(SimulatedDevice device, bool noReboot) => new Executor(device, new Quiet()).RunAsync(new RunRequest
    {
        Plan = Plan,
        Sources = new StoredPlan(File.ReadAllBytes(Shipped.Path(PlanFile)), [.. Layouts.Select(layout => File.ReadAllBytes(Shipped.Path($"plans/layouts/{layout.Name}/{layout.Version}.yaml")))]),
        Target = HostVersion.TryParse("2.3.0+rev1", out var target) ? target : null,
        RunId = "test",
        NoReboot = noReboot,
    }, default);

    sealed class Quiet : IRunObserver
    {
        public void On(RunEvent happened)
        {
        }
    }
}
