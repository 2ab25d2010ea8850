using System.Text;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Simulated.Tests.Files;

public sealed class DeviceFileReaderTests
{
    [Test]
    public void Reads_a_snapshot_with_all_that_it_may_say()
    {
        var device = Check.Device("""
            device: raspberrypi3-healthy
            language: 1
            summary: A healthy one.
            layout: contract@1.0.0
            board: uboot-board
            expect: refused
            partitions: { boot: { size: 8MiB } }
            state:
              running: B
              clock: 2018-06-01T12:30:00Z
              online: false
              locked-by: resinhup
              update-locks: [/tmp/app/update.lock, { path: "data:/resin-data/7/update.lock", for: 90s }]
              goes-down: never
              partitions:
                boot: { type: vfat, size: 40MiB, id: disk-1, other: 12MiB, files: { /config.json: '{"deviceType":"uboot-board"}' } }
                rootA: {}
                rootB: { type: none }
                state: {}
                data: { size: 1GiB }
              services: { supervisor: { resin-supervisor.service: true, update-resin-supervisor.timer: false } }
              broken: [supervisor]
              engine: { kind: balena, ready: false, holds: ["resin/supervisor:v6"] }
              containers:
                main: { image: "app/main:1", running: false, restart: unless-stopped }
                shell: { image: "app/shell", removes-itself: true }
                bare: app/bare
              images:
                "resin/resinos:2.3.0_rev1-raspberrypi3": { arch: arm/v7, packed: 60MiB, unpacked: 150MiB, authentic: false, files: { /bin/sh: { link: busybox } } }
            """);
        var state = device.State!;
        Assert.Multiple(() =>
        {
            Assert.That((device.Name, device.Summary, device.Layout, device.Board, device.Expect), Is.EqualTo(("raspberrypi3-healthy", "A healthy one.", "contract@1.0.0", "uboot-board", Expectation.Refused)));
            Assert.That(device.Partitions["boot"], Is.EqualTo(new PartitionOverride(null, 8 << 20)));
            Assert.That((state.Running, state.Online, state.LockedBy), Is.EqualTo(("B", false, "resinhup")));
            Assert.That(state.UpdateLocks, Is.EqualTo(new[] { new HeldUpdateLock("/tmp/app/update.lock", null), new HeldUpdateLock("data:/resin-data/7/update.lock", TimeSpan.FromSeconds(90)) }));
            Assert.That(state.GoesDown, Is.Null);
            Assert.That(state.Clock, Is.EqualTo(new DateTimeOffset(2018, 6, 1, 12, 30, 0, TimeSpan.Zero)));
            Assert.That((state.Partitions["boot"].Type, state.Partitions["boot"].Size, state.Partitions["boot"].Id, state.Partitions["boot"].Other), Is.EqualTo(("vfat", 40L << 20, "disk-1", 12L << 20)));
            Assert.That(state.Partitions["rootB"].Type, Is.EqualTo("none"));
            Assert.That(state.Services["supervisor"], Is.EqualTo(new Dictionary<string, bool> { ["resin-supervisor.service"] = true, ["update-resin-supervisor.timer"] = false }));
            Assert.That(state.Broken, Is.EqualTo(new[] { "supervisor" }));
            Assert.That((state.Engine.Kind, state.Engine.Ready), Is.EqualTo(("balena", false)));
            Assert.That(state.Engine.Holds, Is.EqualTo(new[] { "resin/supervisor:v6" }));
            Assert.That(state.Containers, Is.EqualTo(new Dictionary<string, ContainerSnapshot>
            {
                ["main"] = new("app/main:1", false, RestartPolicy.UnlessStopped, false),
                ["shell"] = new("app/shell", true, RestartPolicy.No, true),
                ["bare"] = new("app/bare", true, RestartPolicy.No, false),
            }));
        });
        var image = state.Images["resin/resinos:2.3.0_rev1-raspberrypi3"];
        Assert.That((image.Architecture, image.Packed, image.Unpacked, image.Authentic), Is.EqualTo(("arm/v7", 60L << 20, 150L << 20, false)));
        Assert.That(image.Digest, Does.Match("^sha256:[0-9a-f]{64}$"));
        Assert.That(image.Tree.Manifest["/bin/sh"]!.Target, Is.EqualTo("busybox"));
    }

    [Test]
    public void Reads_a_bench_with_all_that_it_may_say()
    {
        var bench = Check.Device(Check.Bench + """
            running: B
            commands: { supervisor: { start: "touch on", stop: "rm on", status: "test -e on" } }
            engine: { status: "true" }
            """).Bench!;
        Assert.That(bench.Images["rootB"], Is.EqualTo("rootB.img"));
        Assert.That((bench.Running, bench.Engine), Is.EqualTo(("B", new BenchEngine(null, null, "true"))));
        Assert.That(bench.Commands["supervisor"], Is.EqualTo(new ServiceCommands("touch on", "rm on", "test -e on")));
    }

    [Test]
    public void A_bench_runs_the_first_slot_unless_it_says_otherwise() =>
        Assert.That(Check.Device(Check.Bench).Bench!.Running, Is.EqualTo("A"));

    [Test]
    public void Reads_every_form_of_a_file()
    {
        var tree = TreeOf("""
            /text: hello
            /empty: ""
            /full: { text: x, mode: "4755", uid: 7, gid: 8 }
            /bytes: { base64: AAEC }
            /large: { size: 2MiB }
            /zero: { size: 0 }
            /known: { size: 5, sha256: 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824 }
            /a/b/folder: { folder: true, mode: "0700" }
            /link: { link: text }
            /tty: { device: "c 5:1" }
            /disk: { device: "b 8:16" }
            /pipe: { device: p }
            /twin: { same-as: /text }
            """);
        TreeEntry At(string path) => tree.Manifest[path]!;
        Assert.Multiple(() =>
        {
            Assert.That(Encoding.UTF8.GetString(tree.Contents[At("/text").Digest!]), Is.EqualTo("hello"));
            Assert.That((At("/text").Mode, At("/empty").Size, At("/empty").Type), Is.EqualTo((0b110_100_100, 0L, EntryType.File)));
            Assert.That((At("/full").Mode, At("/full").Uid, At("/full").Gid), Is.EqualTo((0b100_111_101_101, 7, 8)));
            Assert.That(tree.Contents[At("/bytes").Digest!], Is.EqualTo(new byte[] { 0, 1, 2 }));
            Assert.That((At("/large").Size, At("/large").Digest!.Length, tree.Contents.ContainsKey(At("/large").Digest!)), Is.EqualTo((2L << 20, 64, false)));
            Assert.That(At("/zero").Digest, Is.EqualTo(At("/empty").Digest));
            Assert.That(At("/known").Digest, Does.StartWith("2cf24dba"));
            Assert.That((At("/a/b/folder").Mode, At("/a/b").Type, At("/a").Mode), Is.EqualTo((0b111_000_000, EntryType.Folder, 0b111_101_101)));
            Assert.That((At("/link").Type, At("/link").Target), Is.EqualTo((EntryType.Link, "text")));
            Assert.That((At("/tty").Type, At("/tty").Device, At("/disk").Type, At("/disk").Device, At("/pipe").Type), Is.EqualTo((EntryType.CharacterDevice, (5, 1), EntryType.BlockDevice, (8, 16), EntryType.Pipe)));
            Assert.That((At("/twin").SameAs, At("/twin").Digest), Is.EqualTo(("/text", At("/text").Digest)));
        });
    }

    [Test]
    public void A_made_up_digest_depends_on_path_and_size_alone()
    {
        string Digest(string files, string path) => TreeOf(files).Manifest[path]!.Digest!;
        Assert.That(Digest("/a: { size: 5 }", "/a"), Is.EqualTo(Digest("/a: { size: 5, mode: \"0755\" }\n/b: x", "/a")));
        Assert.That(Digest("/a: { size: 5 }", "/a"), Is.Not.EqualTo(Digest("/a: { size: 6 }", "/a")).And.Not.EqualTo(Digest("/b: { size: 5 }", "/b")));
    }

    [Test]
    public void Digest_and_sizes_of_an_image_come_from_its_tree_when_they_are_left_out()
    {
        ImageSnapshot Image(string text) => Check.Device(Check.Snapshot + $$"""
              images: { "os:1": { arch: amd64, files: { /a: {{text}}, /b: { size: 1000 } } } }
            """).State!.Images["os:1"];
        Assert.That((Image("x").Unpacked, Image("x").Packed), Is.EqualTo((1001L, 501L)));
        var first = Image("x").Digest;
        Assert.That(Image("x").Digest, Is.EqualTo(first));
        Assert.That(Image("y").Digest, Is.Not.EqualTo(first));
    }

    [Test]
    public void Files_are_added_to_those_of_a_tree_file()
    {
        var device = Check.Device(Check.Snapshot.Replace("rootA: {}", "rootA: { tree: t/a.tree, files: { /b: new, /c: third } }", StringComparison.Ordinal), ("t/a.tree", """
            {"path":"/a","type":"folder","mode":"0755","uid":0,"gid":0}
            {"path":"/b","type":"link","mode":"0777","uid":0,"gid":0,"target":"a"}
            """));
        var tree = device.State!.Partitions["rootA"].Tree.Manifest;
        Assert.That(tree.Entries.Select(entry => $"{entry.Path} {entry.Type}"), Is.EqualTo(new[] { "/ Folder", "/a Folder", "/b File", "/c File" }));
    }

    static TreeSnapshot TreeOf(string files)
    {
        var indented = files.ReplaceLineEndings("\n        ");
        return Check.Device($$"""
            device: mine
            language: 1
            layout: contract@1.0.0
            board: grub-board
            state:
              partitions:
                boot: {}
                rootB: {}
                state: {}
                data: {}
                rootA:
                  files:

            """ + "        " + indented).State!.Partitions["rootA"].Tree;
    }
}
