using CliWrap;
using CliWrap.Buffered;
using Planner.Testing;

namespace Planner.Cli.Tests.Field;

/// <summary>A real OS image: a Debian base system, imported into a real engine, pushed to a real registry, with layers of its own on top, one of which deletes. Made once for all tests.</summary>
sealed class DebianImage
{
    /// <summary>The version that it calls itself.</summary>
    public const string Version = "2.3.0+rev1";

    static Task<DebianImage>? made;

    DebianImage(string folder) => Folder = folder;

    /// <summary>OCI folder, tag <c>os</c>.</summary>
    public string OciFolder => Path.Combine(Folder, "oci");

    /// <summary>The whole image as umoci unpacks it.</summary>
    public string Unpacked => Path.Combine(Folder, "unpacked", "rootfs");

    string Folder { get; }

    /// <summary>The image.</summary>
    public static Task<DebianImage> GetAsync(TestEngine engine, TestRegistry registry) => made ??= MakeAsync(engine, registry);

    static async Task<DebianImage> MakeAsync(TestEngine engine, TestRegistry registry)
    {
        var image = new DebianImage(Directory.CreateTempSubdirectory("debian").FullName);
        await image.BaseAsync(engine, registry);
        await image.LayerAsync("base", "second", """
            printf 'ID="resin-os"\nVERSION="2.3.0+rev1"\nVARIANT_ID="prod"\n' > etc/os-release.new && rm -f etc/os-release && mv etc/os-release.new etc/os-release
            mkdir -p etc/resin-supervisor resin-boot/EFI/BOOT resin-boot/splash quirks/etc
            printf 'SUPERVISOR_IMAGE=resin/amd64-supervisor\nSUPERVISOR_TAG=v6.1.2\n' > etc/resin-supervisor/supervisor.conf
            head -c 3000000 /dev/urandom > resin-boot/EFI/BOOT/bootx64.efi
            echo 'the config of the image' > resin-boot/config.txt
            echo 'new logo' > resin-boot/splash/resin-logo.png
            echo 'a quirk' > quirks/etc/quirk
            printf 'Debian with a quirk\n' > quirks/etc/issue
            ln usr/bin/perl usr/bin/perl-by-another-name
            setcap cap_net_raw+ep usr/bin/perl
            setfattr -n user.note -v kept etc/issue
            mkfifo run/pipe && mknod dev/odd c 240 7
            chown 1234:4321 etc/issue && chmod 4750 usr/bin/id
            """);
        await image.LayerAsync("second", "os", """
            rm -rf usr/share/doc usr/share/locale
            rm -f etc/motd
            rm -rf usr/share/info && echo 'a file where a folder was' > usr/share/info
            """);
        await RunAsync("umoci", "unpack", "--image", $"{image.OciFolder}:os", Path.Combine(image.Folder, "unpacked"));
        return image;
    }

    /// <summary>Deletes it.</summary>
    public static async Task ForgetAsync()
    {
        if (made is not null) Directory.Delete((await made).Folder, recursive: true);
        made = null;
    }

    async Task BaseAsync(TestEngine engine, TestRegistry registry)
    {
        var root = Path.Combine(Folder, "root");
        await RunAsync("debootstrap", "--variant=minbase", "--no-check-gpg", "bookworm", root, Mirror());
        await RunAsync("sh", "-c", $"tar -C '{root}' --xattrs --exclude=./proc/* --exclude=./sys/* -c . | docker -H 'unix://{engine.Socket}' import - {registry.Host}/debian:base");
        await RunAsync("docker", "-H", $"unix://{engine.Socket}", "push", $"{registry.Host}/debian:base");
        await RunAsync("docker", "-H", $"unix://{engine.Socket}", "rmi", $"{registry.Host}/debian:base");
        await RunAsync("skopeo", "copy", "--insecure-policy", "--src-tls-verify=false", $"docker://{registry.Host}/debian:base", $"oci:{OciFolder}:base");
        Directory.Delete(root, recursive: true);
    }

    async Task LayerAsync(string from, string to, string commands)
    {
        var bundle = Path.Combine(Folder, to);
        await RunAsync("umoci", "unpack", "--image", $"{OciFolder}:{from}", bundle);
        await RunAsync("sh", "-ec", $"cd '{bundle}/rootfs'\n{commands}");
        await RunAsync("umoci", "repack", "--image", $"{OciFolder}:{to}", bundle);
        Directory.Delete(bundle, recursive: true);
    }

    /// <summary>The mirror that this machine installs from.</summary>
    static string Mirror()
    {
        var files = new[] { "/etc/apt/sources.list" }.Concat(Directory.Exists("/etc/apt/sources.list.d") ? Directory.EnumerateFiles("/etc/apt/sources.list.d") : []);
        foreach (var line in files.Where(File.Exists).SelectMany(File.ReadLines).Select(line => line.Trim()))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var found = line.StartsWith("deb ", StringComparison.Ordinal) && words.Contains("bookworm") ? Array.Find(words, word => word.Contains("://", StringComparison.Ordinal))
                : line.StartsWith("URIs:", StringComparison.Ordinal) ? words[1] : null;
            if (found is not null && !found.Contains("security", StringComparison.Ordinal)) return found;
        }

        throw new InvalidOperationException("this machine has no source of Debian packages");
    }

    internal static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var result = await Cli.Wrap(program).WithArguments(arguments).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        return result.ExitCode == 0 ? result.StandardOutput : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {result.StandardError}{result.StandardOutput}");
    }
}
