using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Tests;

/// <summary>Archives of what only a real file system holds, and what GNU tar makes of them.</summary>
[NeedsRoot]
public sealed class ArchiveTests
{
    static readonly PartitionPath Folder = new("data", "/resin-data");
    static readonly PartitionPath Archive = new("state", "/kept.tar.gz");

    // Everything that a folder may hold; the socket is the last.
    const string Rich = """
        set -e
        cd "$1"
        mkdir -p app/db app/.wh..wh..opq; cd app
        echo secret > secret; chown 1000:100 secret; chmod 4711 secret; setfattr -n user.mood -v calm secret
        cp /bin/true ping; setcap cap_net_raw+ep ping
        ln secret db/hard; ln -s ../nowhere db/soft; ln -s "$(printf 'x%.0s' $(seq 150))" db/long-link
        echo hidden > .wh.secret
        mknod db/null c 1 3; mknod db/disk b 8 1; mkfifo db/pipe
        truncate -s 5M db/hole; truncate -s 3M db/sparse; printf data | dd of=db/sparse bs=1 seek=1000000 conv=notrunc status=none
        touch -d '1969-12-31 12:00:00.5' old; touch -d '2031-05-06 07:08:09.123456789' new
        name=$(printf 'n%.0s' $(seq 120)); mkdir -p "$name/$name"; echo deep > "$name/$name/$name"
        printf x > "$(printf 'line\nend \303\244')"
        chown 3000000000:3000000001 new; chmod 1777 db; touch -d '2020-01-01' db .
        """;

    TestBench bench = null!;
    LinuxDevice device = null!;

    [SetUp]
    public async Task MakeDeviceAsync()
    {
        bench = TestBench.Make();
        device = await bench.OpenAsync();
        await device.Files.WriteAsync(Folder.Below("here"), "x"u8.ToArray(), 0b110_100_100, default);
        TestBench.Run("sh", "-c", Rich, "sh", device.Mounts.RootOf("data") + Folder.Path);
        await device.Files.FlushAllAsync("data", default);
    }

    [TearDown]
    public async Task DisposeOfDeviceAsync() => await device.DisposeAsync();

    [Test]
    public async Task Everything_that_a_folder_may_hold_comes_back()
    {
        var before = await device.Files.ReadTreeAsync(Folder, default);
        var size = await device.Archives.PackAsync(Folder, Archive, default);
        Same(before, await device.Archives.ReadTreeAsync(Archive, default));
        await device.Archives.UnpackAsync(Archive, new("data", "/back"), default);
        Same(before, await device.Files.ReadTreeAsync(new("data", "/back"), default));
        Assert.That(size.Packed, Is.LessThan(1 << 20));
        var root = device.Mounts.RootOf("data");
        Assert.That(Blocks($"{root}/back/app/db/sparse"), Is.EqualTo(Blocks($"{root}/resin-data/app/db/sparse")), "the holes are holes again");
        Assert.That(TestBench.Run("stat", "-c", "%y", $"{root}/back/app/new", $"{root}/back/app/old"), Is.EqualTo(TestBench.Run("stat", "-c", "%y", $"{root}/resin-data/app/new", $"{root}/resin-data/app/old")));
    }

    [Test]
    public async Task Gnu_tar_lists_it_and_unpacks_it_to_the_same_tree()
    {
        await device.Archives.PackAsync(Folder, Archive, default);
        var archive = device.Mounts.RootOf("state") + Archive.Path;
        Assert.That(TestBench.Run("tar", "-tzvf", archive), Does.Contain("link to ./app/").And.Contain("./app/db/pipe").And.Contain("5242880").And.Contain("1,3"));
        var target = device.Mounts.RootOf("data") + "/by-tar";
        Directory.CreateDirectory(target);
        TestBench.Run("tar", "-xzf", archive, "-C", target, "--xattrs", "--xattrs-include=*", "--numeric-owner", "-p", "--same-owner");
        Same(await device.Files.ReadTreeAsync(Folder, default), await device.Files.ReadTreeAsync(new("data", "/by-tar"), default));
    }

    [Test]
    public async Task An_archive_of_gnu_tar_is_unpacked_to_the_same_tree()
    {
        var archive = device.Mounts.RootOf("state") + Archive.Path;
        TestBench.Run("tar", "-czf", archive, "--format=pax", "--sparse", "--xattrs", "--xattrs-include=*", "-C", device.Mounts.RootOf("data") + Folder.Path, ".");
        await device.Archives.UnpackAsync(Archive, new("data", "/back"), default);
        Same(await device.Files.ReadTreeAsync(Folder, default), await device.Files.ReadTreeAsync(new("data", "/back"), default));
    }

    [Test]
    public async Task Sockets_are_left_out_and_told()
    {
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(device.Mounts.RootOf("data") + Folder.Path + "/talk.sock"));
        var size = await device.Archives.PackAsync(Folder, Archive, default);
        Assert.That(size.LeftOut, Is.EqualTo(new[] { "/talk.sock" }));
        Assert.That((await device.Archives.ReadTreeAsync(Archive, default))["/talk.sock"], Is.Null);
    }

    [TestCase(0.3)]
    [TestCase(0.6)]
    [TestCase(0.999)]
    public async Task An_archive_that_ends_early_is_not_authentic(double part)
    {
        await device.Archives.PackAsync(Folder, Archive, default);
        var path = device.Mounts.RootOf("state") + Archive.Path;
        using (var file = File.OpenWrite(path)) file.SetLength((long)(file.Length * part));
        var refused = (await Assert.ThrowsAsync<DeviceException>(async () => await device.Archives.ReadTreeAsync(Archive, default)))!;
        Assert.That(refused.Fault, Is.EqualTo(DeviceFault.NotAuthentic));
    }

    [Test]
    public async Task A_changed_byte_is_not_authentic()
    {
        await device.Archives.PackAsync(Folder, Archive, default);
        var path = device.Mounts.RootOf("state") + Archive.Path;
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[^20] ^= 0x10;
        await File.WriteAllBytesAsync(path, bytes);
        var refused = (await Assert.ThrowsAsync<DeviceException>(async () => await device.Archives.UnpackAsync(Archive, new("data", "/back"), default)))!;
        Assert.That(refused.Fault, Is.EqualTo(DeviceFault.NotAuthentic));
        Assert.That(await device.Files.StatAsync(new("data", "/back"), default), Is.Null, "nothing is unpacked of it");
    }

    static string Blocks(string path) => TestBench.Run("stat", "-c", "%b", path);

    static void Same(TreeManifest folder, TreeManifest other)
    {
        Assert.That(folder.DifferencesTo(other), Is.Empty);
        Assert.That(other.Entries.Select(entry => (entry.Path, entry.ModifiedAt)), Is.EqualTo(folder.Entries.Select(entry => (entry.Path, entry.ModifiedAt))));
    }
}
