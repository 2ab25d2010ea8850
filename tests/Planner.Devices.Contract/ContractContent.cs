using System.Collections.Immutable;
using System.Text;
using Planner.Engine.Devices;
using Planner.Engine.Devices.Files;
using Planner.Engine.Images;

namespace Planner.Devices.Contract;

/// <summary>What lies on a contract device's partitions and in its image when a test begins. Whoever makes a device writes exactly these trees.</summary>
public static class ContractContent
{
    /// <summary>Content of <c>rootA:/data/song</c>: more than one block, no text.</summary>
    public static byte[] Song { get; } = [.. Enumerable.Range(0, 10_000).Select(number => (byte)(number * 7))];

    /// <summary>The last change of every entry of the image.</summary>
    public static DateTimeOffset ImageTime { get; } = new(2018, 5, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A capability as Linux stores it: <c>cap_net_raw+ep</c>.</summary>
    public static ImmutableArray<byte> Capability { get; } = [1, 0, 0, 2, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Longer than a sector, its root behind the first one: the word lies across the border of two, the letter that changes does not.</summary>
    static string Cmdline { get; } = "console=tty1 quiet".PadRight(512 - "root=/dev/m".Length) + "root=/dev/mmcblk0p2 rootwait\n";

    /// <summary>Three entries in three sectors, of which the second starts by itself.</summary>
    static string GrubMenu { get; } = $"# root=LABEL=c-rootB\nset default=\"boot\"\ntimeout=0\n{Entry("rescue", "single")}{Entry("boot", "quiet")}{Entry("loud", "debug")}";

    /// <summary>Trees by partition. Slot A runs; slot B holds an older OS.</summary>
    public static IReadOnlyDictionary<string, TreeSnapshot> Partitions { get; } = new Dictionary<string, TreeSnapshot>
    {
        ["boot"] = new TreeSnapshotBuilder()
            .File("/config.json", """{"deviceType":"grub-board","uuid":"5ca1ab1e","apiKey":"secret"}""")
            .File("/grubenv", ("# GRUB Environment Block\nresin_root_part=2\nupgrade_available=0\nbootcount=0\n").PadRight(1024, '#'))
            .File("/resinOS_uEnv.txt", "resin_root_part=2\nupgrade_available=0\n")
            .File("/cmdline.txt", Cmdline)
            .File("/EFI/BOOT/grub.cfg", GrubMenu)
            .File("/uEnv.txt", "# The root is on the second partition.\nsetemmcroot=setenv mmcroot /dev/mmcblk0p2 ro\nbootpart=1:2\nfinduuid=part uuid mmc 1:2 uuid\nuenvcmd=run loadall\n")
            .File("/start.elf", "old firmware")
            .File("/splash/logo.png", "a logo")
            .Build(),
        ["rootA"] = new TreeSnapshotBuilder()
            .File("/etc/os-release", "ID=\"resin-os\"\nVERSION=\"2.0.0+rev1\"\n")
            .File("/etc/hostname", "resin\n")
            .Add(new TreeEntry { Path = "/data/song", Type = EntryType.File, Mode = 0b110_000_000, Uid = 1000, Gid = 100, ModifiedAt = ImageTime, Attributes = Attribute("user.mood", "calm"u8.ToArray()) }, Song)
            .Add(new TreeEntry { Path = "/data/chorus", Type = EntryType.File, SameAs = "/data/song" })
            .File("/data/su", "become root", 0b100_111_101_101)
            .Link("/data/tune", "song")
            .Link("/music", "data")
            .Link("/nowhere", "/not/there")
            .Folder("/empty", 0b1_111_111_111)
            .File("/order/B", "1").File("/order/a", "2").File("/order/a-b", "3").File("/order/a.b", "4").Folder("/order/C")
            .Build(),
        ["rootB"] = new TreeSnapshotBuilder()
            .File("/etc/os-release", "ID=\"resin-os\"\nVERSION=\"1.9.0\"\n")
            .File("/etc/left-over", "from long ago")
            .Link("/lib", "usr/lib")
            .Build(),
        ["state"] = new TreeSnapshotBuilder().Folder("/root-overlay").Build(),
        ["data"] = new TreeSnapshotBuilder().File("/resin-data/1/diary", "dear diary", 0b110_000_000, 1000, 1000).Build(),
    };

    /// <summary>The tree of the contract's image; as an OCI image, <see cref="ContractImage"/> writes it in two layers.</summary>
    public static TreeSnapshot Image { get; } = MakeImage();

    static string Entry(string title, string words) =>
        $"menuentry '{title}' {{\nlinux /vmlinuz root=LABEL=c-rootA {words} {new string('x', 450)}\ninitrd /initrd\n}}\n";

    static TreeSnapshot MakeImage()
    {
        var built = new TreeSnapshotBuilder()
            .Add(Entry("/bin/busybox", 0b111_101_101), [.. Encoding.ASCII.GetBytes("an old friend").Concat(new byte[5000])])
            .Link("/bin/sh", "busybox")
            .File("/bin/su", "become root", 0b100_111_101_101)
            .File("/bin/bzip2", "squeeze")
            .Add(new TreeEntry { Path = "/bin/bunzip2", Type = EntryType.File, SameAs = "/bin/bzip2" })
            .Add(Entry("/bin/ping", 0b111_101_101) with { Attributes = Attribute("security.capability", Capability.ToArray()) }, Encoding.ASCII.GetBytes("ping"))
            .Add(Entry("/dev/console", 0b110_000_000) with { Type = EntryType.CharacterDevice, Device = (5, 1) })
            .Add(Entry("/dev/initctl", 0b110_000_000) with { Type = EntryType.Pipe })
            .File("/etc/os-release", "ID=\"resin-os\"\nVERSION=\"2.3.0+rev1\"\n")
            .Link("/etc/release", "/etc/os-release")
            .Link("/etc/passwd", "../../../../../../etc/os-release")
            .Folder("/home/root", 0b111_000_000)
            .File("/home/user/note", "mine", 0b110_100_000, 1000, 100)
            .Folder("/lib")
            .File("/lib/libc.so", "all of C")
            .File("/quirks/etc/quirk", "odd")
            .File("/quirks/etc/os-release", "ID=\"resin-os\"\nVERSION=\"2.3.0+rev1\"\nQUIRK=\"yes\"\n")
            .File("/resin-boot/start.elf", "new firmware")
            .File("/resin-boot/fixup.dat", "fix")
            .File("/resin-boot/splash/logo.png", "a new logo")
            .Folder("/tmp", 0b1_111_111_111)
            .Build();
        return built with { Manifest = TreeManifest.Of(built.Manifest.Entries.Select(entry => entry with { ModifiedAt = ImageTime })) };
    }

    static TreeEntry Entry(string path, int mode) => new() { Path = path, Type = EntryType.File, Mode = mode };

    static ImmutableSortedDictionary<string, ImmutableArray<byte>> Attribute(string name, byte[] value) =>
        ImmutableSortedDictionary<string, ImmutableArray<byte>>.Empty.Add(name, [.. value]);
}
