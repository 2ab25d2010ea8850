using Planner.Engine.Devices;
using Planner.Engine.Disks;

namespace Planner.Engine.Tests.Disks;

public sealed class PartitionTableTests
{
    const long Mi = 1 << 20;

    // What sfdisk wrote for: p1 at 8192 of 20480 sectors, type c, bootable; p2 at 28672 of 20480; extended at 49152; p5 at 57344 of 8192; p6 at 73728 to the end of 64 MiB; label-id 0x12345678.
    static readonly Dictionary<long, (int At, string Hex)[]> Sfdisk = new()
    {
        [0] = [(440, "785634120000808203000cc80701002000000050000000c80801830f0c030070000000500000000f0d030528200800c0000000400100"), (510, "55aa")],
        [49152 * 512] = [(446, "00910f0383141004002000000020000000753204052820080058000000e80000"), (510, "55aa")],
        [71680 * 512] = [(446, "00961304832820080008000000e00000"), (510, "55aa")],
    };

    [Test]
    public void Reads_what_sfdisk_writes() => Assert.That(Table().ToString(), Is.EqualTo(
        "1 (4 MiB to 14 MiB), 2 (14 MiB to 24 MiB), 3 (24 MiB to 64 MiB) extended, 5 (28 MiB to 32 MiB), 6 (36 MiB to 64 MiB)"));

    [Test]
    public void Writes_byte_by_byte_what_sfdisk_writes()
    {
        Assert.That(MbrWriter.FirstSector(Table()), Is.EqualTo(SectorAt(0)));
        foreach (var (at, sector) in MbrWriter.Chain(Table())) Assert.That(sector, Is.EqualTo(SectorAt(at)), at.ToString());
        Assert.That(MbrWriter.Chain(Table()).Select(link => link.At), Is.EqualTo(new[] { 49152L * 512, 71680L * 512 }));
    }

    [Test]
    public void Writes_entries_anew_byte_by_byte_as_sfdisk_does()
    {
        var head = new byte[512];
        SectorAt(0).AsSpan(0, 446).CopyTo(head);
        Assert.That(MbrWriter.FirstSector(Table() with { Head = [.. head] }), Is.EqualTo(SectorAt(0)));
    }

    [Test]
    public void Boot_code_signature_flags_and_types_stay()
    {
        var sector = SectorAt(0);
        "boot code"u8.CopyTo(sector);
        var table = MbrReader.Read(64 * Mi, at => at == 0 ? sector : SectorAt(at));
        var grown = table with { Entries = [.. table.Entries.Select(entry => entry.Number == 2 ? entry with { Size = entry.Size - Mi } : entry)] };
        var written = MbrWriter.FirstSector(grown);
        Assert.That(written.AsSpan(0, 462).SequenceEqual(sector.AsSpan(0, 462)), Is.True);
        Assert.That(MbrReader.Read(64 * Mi, at => at == 0 ? written : SectorAt(at))[2]!.Size, Is.EqualTo(9 * Mi));
    }

    [Test]
    public void A_disk_without_a_table_is_refused() =>
        Assert.That(() => MbrReader.Read(64 * Mi, _ => new byte[512]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("no partition table"));

    [Test]
    public void Gpt_is_refused()
    {
        var sector = SectorAt(0);
        sector[446 + 4] = 0xEE;
        Assert.That(() => MbrReader.Read(64 * Mi, _ => sector), Throws.TypeOf<InvalidDataException>().With.Message.Contains("GPT"));
    }

    [Test]
    public void A_chain_that_leads_back_to_its_beginning_is_refused()
    {
        var link = SectorAt(49152 * 512);
        link.AsSpan(446 + 16 + 8, 4).Clear();
        Assert.That(() => MbrReader.Read(64 * Mi, at => at == 0 ? SectorAt(0) : link), Throws.TypeOf<InvalidDataException>().With.Message.Contains("does not end"));
    }

    [Test]
    public void A_chain_without_its_next_sector_is_refused() =>
        Assert.That(() => MbrReader.Read(64 * Mi, at => at == 71680 * 512 ? new byte[512] : SectorAt(at)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("partition 6"));

    [TestCase(2, 14 * Mi, 12 * Mi, "overlap")]
    [TestCase(6, 36 * Mi, 29 * Mi, "within the disk")]
    [TestCase(2, 14 * Mi, 1000, "whole sectors")]
    [TestCase(5, 25 * Mi, 12 * Mi, "would be described within")]
    [TestCase(5, 20 * Mi, 2 * Mi, "within the extended")]
    public void Knows_what_can_not_be_in_a_table(int number, long start, long size, string problem)
    {
        var table = Table();
        Assert.That(table.Problems(), Is.Empty);
        var broken = table with { Entries = [.. table.Entries.Select(entry => entry.Number == number ? entry with { Start = start, Size = size } : entry)] };
        Assert.That(broken.Problems(), Has.Some.Contains(problem));
    }

    [Test]
    public void The_table_of_its_own_layout_has_no_differences() => Assert.That(PlannedTable.Differences(Now, Table()), Is.Empty);

    [Test]
    public void A_difference_is_told_with_both() => Assert.That(PlannedTable.Differences(Next, Table()), Is.EqualTo(new[]
    {
        "root: the layout says partition 2 (14 MiB to 28 MiB), and the disk has partition 2 (14 MiB to 24 MiB)",
        "spare: the layout says partition 3 (28 MiB to 40 MiB), and the disk has partition 3 (24 MiB to 64 MiB)",
        "state: the layout says partition 5 (44 MiB to 48 MiB), and the disk has partition 5 (28 MiB to 32 MiB)",
        "data: the layout says partition 6 (52 MiB to the end of what is free), and the disk has partition 6 (36 MiB to 64 MiB)",
    }));

    [Test]
    public void A_layouts_table_is_made_of_the_present_one()
    {
        var made = PlannedTable.Of(Next, Table());
        Assert.That(made.ToString(), Is.EqualTo("1 (4 MiB to 14 MiB), 2 (14 MiB to 28 MiB), 3 (28 MiB to 40 MiB), 4 (40 MiB to 64 MiB) extended, 5 (44 MiB to 48 MiB), 6 (52 MiB to 64 MiB)"));
        Assert.That(made.Logical.Select(entry => entry.Link / Mi), Is.EqualTo(new[] { 40, 48 }));
        Assert.That((made[1]!.Flag, made[1]!.Type, made[3]!.Type), Is.EqualTo(((byte)0x80, (byte)0x0C, TableEntry.LinuxType)));
        Assert.That(PlannedTable.Differences(Next, made), Is.Empty);
        Assert.That(PlannedTable.Of(Next, made).IsSameAs(made), Is.True);
    }

    [Test]
    public void A_layouts_own_table_stays_as_it_is() => Assert.That(PlannedTable.Of(Now, Table()).IsSameAs(Table()), Is.True);

    [Test]
    public void A_disk_that_is_too_small_is_refused() =>
        Assert.That(() => PlannedTable.Of(Next, Table().OnDiskOf(50 * Mi)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("next@1.0.0"));

    static Layout Now { get; } = Layout("now", new()
    {
        ["boot"] = new("boot", "vfat", null, null, false, 1),
        ["root"] = new("root", "ext4", 10 * Mi, null, false, 2, 14 * Mi),
        ["conf"] = new("conf", "ext4", 4 * Mi, null, false, 5, 28 * Mi),
        ["data"] = new("data", "btrfs", null, null, false, 6, 36 * Mi),
        ["other"] = new("other", "ext4", null, null, true, 7),
        ["elsewhere"] = new("elsewhere", "ext4", null, null, false),
    });

    static Layout Next { get; } = Layout("next", new()
    {
        ["boot"] = new("boot", "vfat", null, null, false, 1),
        ["root"] = new("root", "ext4", 14 * Mi, null, false, 2, 14 * Mi),
        ["spare"] = new("spare", "ext4", 12 * Mi, null, false, 3, 28 * Mi),
        ["state"] = new("state", "ext4", 4 * Mi, null, false, 5, 44 * Mi),
        ["data"] = new("data", "ext4", null, null, false, 6, 52 * Mi),
    });

    static Layout Layout(string name, Dictionary<string, Partition> partitions) => new()
    {
        Name = name,
        Version = "1.0.0",
        Facts = new Dictionary<string, FactSource>(),
        Partitions = partitions,
        Slots = new Dictionary<string, string>(),
        Journal = new("data", "/planner"),
        Staging = new("data", "/planner"),
        Logs = new("data", "/planner"),
        Boards = new Dictionary<string, Board>(),
    };

    static PartitionTable Table() => MbrReader.Read(64 * Mi, SectorAt);

    static byte[] SectorAt(long at)
    {
        var sector = new byte[512];
        foreach (var (offset, hex) in Sfdisk.GetValueOrDefault(at, [])) Convert.FromHexString(hex).CopyTo(sector, offset);
        return sector;
    }
}
