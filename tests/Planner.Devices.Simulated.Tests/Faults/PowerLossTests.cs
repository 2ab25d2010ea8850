using System.Text;
using Planner.Devices.Simulated.Faults;
using Planner.Devices.Simulated.Tree;
using static Planner.Devices.Simulated.Tests.Faults.Broken;

namespace Planner.Devices.Simulated.Tests.Faults;

public sealed class PowerLossTests
{
    SimulatedDevice device = null!;

    [SetUp]
    public void Begin() => device = Broken.Begin();

    [TearDown]
    public async Task EndAsync() => await device.DisposeAsync();

    [Test]
    public void Without_pending_writes_there_is_one_way()
    {
        var variants = PowerLoss.VariantsOf(device.World, 1);
        Assert.That(variants.Select(variant => variant.Name), Is.EqualTo(new[] { "all kept" }));
        Assert.That(device.World.DifferencesTo(variants[0].World), Is.Empty);
    }

    [Test]
    public async Task Each_write_is_kept_alone_and_lost_alone()
    {
        foreach (var name in new[] { "a", "b", "c" }) await device.WriteAsync($"data:/{name}", name);
        var left = Left(["data:/a", "data:/b", "data:/c"]);
        Assert.That(left, Is.EquivalentTo(new[] { "a b c", "- - -", "- b c", "a - c", "a b -", "a - -", "- b -", "- - c", "a b " }), "in the last way the last one is empty");
    }

    [Test]
    public async Task Ways_that_leave_the_same_are_one()
    {
        await device.WriteAsync("data:/a", "a");
        Assert.That(Left(["data:/a"]), Is.EquivalentTo(new[] { "a", "-", "" }));
    }

    [Test]
    public async Task What_was_flushed_is_never_lost()
    {
        await device.WriteAsync("data:/kept", "x");
        await device.Files.FlushAsync(At("data:/kept"), default);
        await device.WriteAsync("data:/pending", "x");
        Assert.That(Left(["data:/kept"]).Distinct(), Is.EqualTo(new[] { "x" }));
    }

    [Test]
    public async Task What_is_left_is_durable_and_the_rest_is_untouched()
    {
        await device.WriteAsync("data:/a", "a");
        await device.Services.StopAsync("supervisor", "supervisor.service", default);
        foreach (var variant in PowerLoss.VariantsOf(device.World, 1))
        {
            Assert.That(variant.World.Partitions.All(partition => ReferenceEquals(partition.Root, partition.Durable)), Is.True);
            Assert.That((variant.World.Services, variant.World.Now), Is.EqualTo((device.World.Services, device.World.Now)));
        }
    }

    [Test]
    public async Task A_rename_is_one_write_on_ext4()
    {
        await PrepareRenameAsync();
        Assert.That(Left(["boot:/file.new", "boot:/file"]), Is.EquivalentTo(new[] { "new old", "- new" }));
    }

    [Test]
    public async Task A_rename_on_vfat_goes_wrong_in_every_way()
    {
        device.Vfat();
        await PrepareRenameAsync();
        Assert.That(Left(["boot:/file.new", "boot:/file"]), Is.EquivalentTo(new[] { "new old", "- new", "new new", "- old", "new -", "- -" }));
    }

    [Test]
    public async Task A_rename_that_replaces_nothing_may_lose_the_file_on_vfat()
    {
        device.Vfat();
        await device.WriteAsync("boot:/file.new", "new");
        await device.Files.FlushAllAsync("boot", default);
        await device.Files.RenameAsync(At("boot:/file.new"), At("boot:/file"), default);
        Assert.That(Left(["boot:/file.new", "boot:/file"]), Is.EquivalentTo(new[] { "new -", "- new", "new new", "- -" }));
    }

    [Test]
    public async Task A_rename_of_content_that_was_never_flushed_leaves_a_torn_file()
    {
        await device.WriteAsync("boot:/file", "old");
        await device.Files.FlushAllAsync("boot", default);
        await device.WriteAsync("boot:/file.new", "newer");
        await device.Files.RenameAsync(At("boot:/file.new"), At("boot:/file"), default);
        Assert.That(Left(["boot:/file.new", "boot:/file"]), Is.EquivalentTo(new[] { "- newer", "- old", "- " }));
    }

    [Test]
    public async Task A_copy_whose_original_is_deleted_is_no_rename()
    {
        await device.WriteAsync("data:/one", "x");
        await device.Files.FlushAllAsync("data", default);
        await device.Files.CopyAsync(At("data:/one"), At("data:/two"), default);
        await device.Files.DeleteAsync(At("data:/one"), default);
        Assert.That(Left(["data:/one", "data:/two"]), Does.Contain("- -").And.Contain("x -").And.Contain("x x").And.Contain("- x"));
    }

    [Test]
    public async Task A_folder_moves_as_one()
    {
        await device.WriteAsync("data:/old/a/file", "x");
        await device.Files.FlushAllAsync("data", default);
        await device.Files.RenameAsync(At("data:/old"), At("data:/new"), default);
        Assert.That(Left(["data:/old/a/file", "data:/new/a/file"]), Is.EquivalentTo(new[] { "x -", "- x" }));
    }

    [Test]
    public async Task An_overwrite_within_one_sector_is_never_torn()
    {
        await OverwriteAsync(2000, 512, 512);
        Assert.That(Left(["data:/file"]), Is.EquivalentTo(new[] { A(2000), A(512) + B(512) + A(976) }));
    }

    [Test]
    public async Task An_overwrite_of_several_sectors_is_torn_between_two_of_them()
    {
        await OverwriteAsync(2000, 500, 100);
        Assert.That(Left(["data:/file"]), Is.EquivalentTo(new[] { A(2000), A(500) + B(100) + A(1400), A(500) + B(12) + A(1488) }));
    }

    [Test]
    public async Task A_file_that_grew_keeps_its_beginning()
    {
        await device.WriteAsync("data:/file", A(600));
        await device.Files.FlushAllAsync("data", default);
        await device.Files.AppendAsync(At("data:/file"), Encoding.UTF8.GetBytes(B(1400)), default);
        Assert.That(Left(["data:/file"]), Is.EquivalentTo(new[] { A(600), A(600) + B(1400), A(600) + B(424) }));
    }

    [Test]
    public async Task A_file_written_anew_may_be_empty_or_cut()
    {
        await device.WriteAsync("data:/file", A(600));
        await device.Files.FlushAllAsync("data", default);
        await device.WriteAsync("data:/file", B(2000));
        Assert.That(Left(["data:/file"]), Is.EquivalentTo(new[] { A(600), B(2000), B(512), "" }));
    }

    [Test]
    public async Task Nothing_is_in_a_folder_that_was_lost()
    {
        await device.WriteAsync("data:/folder/file", "x");
        foreach (var variant in PowerLoss.VariantsOf(device.World, 1).Where(variant => variant.Name == "lost: data:/folder"))
            Assert.That(TreeEdits.Find(variant.World["data"]!.Root, "/folder"), Is.Null);
        Assert.That(Left(["data:/folder/file"]), Is.EquivalentTo(new[] { "x", "-", "-", "" }), "all, none, the folder alone, an empty file");
    }

    [Test]
    public async Task A_folder_goes_only_when_what_is_in_it_has_gone()
    {
        await device.WriteAsync("data:/folder/file", "x");
        await device.Files.FlushAllAsync("data", default);
        await device.Files.DeleteAsync(At("data:/folder"), default);
        Assert.That(Left(["data:/folder/file"]), Is.EquivalentTo(new[] { "-", "x", "-" }), "gone, both there, the folder alone there");
    }

    [Test]
    public async Task Names_of_one_file_change_together()
    {
        await device.Files.OverwriteAsync(At("rootA:/data/song"), 0, new byte[] { 99 }, default);
        var kept = PowerLoss.VariantsOf(device.World, 1);
        Assert.That(kept, Has.Count.EqualTo(2));
        foreach (var variant in kept) Assert.That(TreeEdits.Find(variant.World["rootA"]!.Root, "/data/song")!.Digest, Is.EqualTo(TreeEdits.Find(variant.World["rootA"]!.Root, "/data/chorus")!.Digest));
    }

    [Test]
    public async Task The_same_seed_gives_the_same_ways_and_another_one_other_mixtures()
    {
        for (var file = 0; file < 40; file++) await device.WriteAsync($"data:/{file}", "x");
        var (first, again, other) = (PowerLoss.VariantsOf(device.World, 7), PowerLoss.VariantsOf(device.World, 7), PowerLoss.VariantsOf(device.World, 8));
        Assert.That(again.Select(Said), Is.EqualTo(first.Select(Said)));
        Assert.That(other.Select(Said), Is.Not.EqualTo(first.Select(Said)));
        Assert.That(first, Has.Count.LessThan(60), "a bounded set, however much is pending");

        static string Said(PowerLossVariant variant) => $"{variant}: {string.Join(' ', variant.World["data"]!.Root.Children.Keys)}";
    }

    async Task PrepareRenameAsync()
    {
        await device.WriteAsync("boot:/file", "old");
        await device.WriteAsync("boot:/file.new", "new");
        await device.Files.FlushAllAsync("boot", default);
        await device.Files.RenameAsync(At("boot:/file.new"), At("boot:/file"), default);
    }

    async Task OverwriteAsync(int size, int offset, int count)
    {
        await device.WriteAsync("data:/file", A(size));
        await device.Files.FlushAllAsync("data", default);
        await device.Files.OverwriteAsync(At("data:/file"), offset, Encoding.UTF8.GetBytes(B(count)), default);
    }

    /// <summary>What each way leaves of some files, <c>-</c> for one that is not there.</summary>
    List<string> Left(string[] paths) =>
        [.. PowerLoss.VariantsOf(device.World, 1).Select(variant => string.Join(' ', paths.Select(path => variant.World.TextOf(path) ?? "-")))];

    static string A(int count) => new('a', count);

    static string B(int count) => new('b', count);
}
