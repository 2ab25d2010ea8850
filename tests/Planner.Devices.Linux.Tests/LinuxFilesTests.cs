using System.Text;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Tests;

[NeedsRoot]
public sealed class LinuxFilesTests
{
    LinuxDevice device = null!;
    string outside = null!;

    [SetUp]
    public async Task MakeLinkOutOfThePartitionAsync()
    {
        var bench = TestBench.Make();
        outside = Directory.CreateDirectory(Path.Join(bench.Folder, "outside")).FullName;
        await File.WriteAllTextAsync(Path.Join(outside, "secret"), "keep");

        // There is no call that makes a link: it is laid down from outside, as an OS would.
        var point = Directory.CreateDirectory(Path.Join(bench.Folder, "point")).FullName;
        TestBench.Run("mount", "-o", "loop", Path.Join(bench.Folder, "data.img"), point);
        File.CreateSymbolicLink(Path.Join(point, "out"), outside);
        File.CreateSymbolicLink(Path.Join(point, "secret"), Path.Join(outside, "secret"));
        TestBench.Run("mkfifo", Path.Join(point, "pipe"));
        TestBench.Run("umount", point);
        device = await bench.OpenAsync();
    }

    [TearDown]
    public async Task CloseAsync() => await device.DisposeAsync();

    [TestCase("data:/out/secret")]
    [TestCase("data:/secret")]
    public async Task Changes_nothing_through_a_link_out_of_the_partition(string path)
    {
        await RefusesAsync(() => device.Files.WriteAsync(At(path), "gone"u8.ToArray(), 0, default));
        await RefusesAsync(() => device.Files.AppendAsync(At(path), "gone"u8.ToArray(), default));
        await RefusesAsync(() => device.Files.OverwriteAsync(At(path), 0, "gone"u8.ToArray(), default));
        Assert.That(await File.ReadAllTextAsync(Path.Join(outside, "secret")), Is.EqualTo("keep"));
    }

    [Test]
    public async Task Makes_and_deletes_nothing_through_a_link_out_of_the_partition()
    {
        await RefusesAsync(() => device.Files.MakeFolderAsync(At("data:/out/new"), 0, default));
        await RefusesAsync(() => device.Files.CopyAsync(At("rootA:/etc/hostname"), At("data:/out/new"), default));
        await RefusesAsync(() => device.Files.RenameAsync(At("data:/pipe"), At("data:/out/new"), default));
        await device.Files.DeleteAsync(At("data:/out/secret"), default);
        await device.Files.DeleteAsync(At("data:/out"), default);
        Assert.That(Directory.EnumerateFileSystemEntries(outside).Select(Path.GetFileName), Is.EqualTo(new[] { "secret" }));
    }

    [Test]
    public async Task Reads_nothing_through_a_link_out_of_the_partition()
    {
        Assert.That(await device.Files.ReadAsync(At("data:/out/secret"), default), Is.Null);
        Assert.That(await device.Files.ListAsync(At("data:/out"), default), Is.Empty);
        Assert.That((await device.Files.ReadTreeAsync(At("data:/"), default))["/out/secret"], Is.Null);
    }

    [Test]
    public async Task Never_waits_for_a_pipe()
    {
        await RefusesAsync(async () => await device.Files.ReadAsync(At("data:/pipe"), default));
        await RefusesAsync(() => device.Files.WriteAsync(At("data:/pipe"), "x"u8.ToArray(), 0, default));
        Assert.That((await device.Files.StatAsync(At("data:/pipe"), default))!.Type, Is.EqualTo(EntryType.Pipe));
        await device.Files.CopyAsync(At("data:/pipe"), At("data:/copy"), default);
        Assert.That((await device.Files.StatAsync(At("data:/copy"), default))!.Type, Is.EqualTo(EntryType.Pipe));
    }

    [TestCase("/../etc/passwd")]
    [TestCase("/a//b")]
    [TestCase("/a/./b")]
    [TestCase("etc")]
    public async Task Refuses_a_path_that_is_not_normalised(string path) =>
        await RefusesAsync(async () => await device.Files.StatAsync(new PartitionPath("data", path), default));

    [Test]
    public async Task A_full_partition_is_named_with_the_file_and_the_error()
    {
        var full = (await Assert.ThrowsAsync<DeviceException>(async () => await device.Files.WriteAsync(At("rootB:/filler"), new byte[32 << 20], 0, default)))!;
        Assert.That(full.Fault, Is.EqualTo(DeviceFault.NoSpace));
        Assert.That(full.Message, Does.Contain("rootB:/filler").And.Contain("ENOSPC"));
    }

    [Test]
    public async Task Names_of_one_file_stay_one_file_in_a_copied_folder()
    {
        await device.Files.CopyAsync(At("rootA:/data"), At("data:/copy"), default);
        var before = await device.Files.ReadTreeAsync(At("rootA:/data"), default);
        Assert.That(before.DifferencesTo(await device.Files.ReadTreeAsync(At("data:/copy"), default)), Is.Empty);
        Assert.That((await device.Files.ReadTreeAsync(At("data:/copy"), default))["/song"]!.SameAs, Is.EqualTo("/chorus"));
    }

    [Test]
    public async Task Refuses_to_copy_a_folder_into_itself() =>
        await RefusesAsync(() => device.Files.CopyAsync(At("data:/resin-data"), At("data:/resin-data/1/again"), default));

    [Test]
    public async Task Leaves_out_only_the_recovery_folder_of_the_file_system()
    {
        await device.Files.WriteAsync(At("data:/sub/lost+found/file"), Encoding.UTF8.GetBytes("mine"), 0b110_100_100, default);
        var tree = await device.Files.ReadTreeAsync(At("data:/"), default);
        Assert.That(tree["/lost+found"], Is.Null);
        Assert.That(tree["/sub/lost+found/file"], Is.Not.Null);
    }

    static PartitionPath At(string text) => PartitionPath.TryParse(text, out var path) ? path : throw new ArgumentException(text);

    static async Task RefusesAsync(Func<ValueTask> call) => await Assert.ThrowsAsync<DeviceException>(async () => await call());

    static async Task RefusesAsync<T>(Func<ValueTask<T>> call) => await Assert.ThrowsAsync<DeviceException>(async () => await call());

    static async Task RefusesAsync(Func<Task> call) => await Assert.ThrowsAsync<DeviceException>(call);
}
