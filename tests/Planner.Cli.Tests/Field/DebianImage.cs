using CliWrap;
using CliWrap.Buffered;
using Planner.Testing;

namespace Planner.Cli.Tests.Field;

/// <summary>A real OS image: a Debian base system, imported into a real engine, pushed to a real registry, with layers of its own on top, one of which deletes.</summary>
sealed class DebianImage : IDisposable
{
    /// <summary>The image's tag in its folder.</summary>
    public const string Tag = "os";

    readonly TemporaryFolder folder = new();

    DebianImage()
    {
    }

    /// <summary>The image as an OCI folder.</summary>
    public string OciFolder => Path.Combine(Folder, "oci");

    string Folder => folder.Path;

    string Unpacked => Path.Combine(Folder, "unpacked", "rootfs");

    /// <summary>Makes one.</summary>
    public static async Task<DebianImage> MakeAsync(TestEngine engine, TestRegistry registry)
    {
        var image = new DebianImage();
        await image.BaseAsync(engine, registry);
        await image.LayerAsync("base", "second", """
            rm -f etc/os-release && printf 'ID="resin-os"\nVERSION="2.3.0+rev1"\nVARIANT_ID="prod"\n' > etc/os-release
            mkdir -p etc/resin-supervisor resin-boot/EFI/BOOT resin-boot/splash quirks/etc
            printf 'SUPERVISOR_IMAGE=resin/amd64-supervisor\nSUPERVISOR_TAG=v6.1.2\n' > etc/resin-supervisor/supervisor.conf
            head -c 3000000 /dev/urandom > resin-boot/EFI/BOOT/bootx64.efi
            echo 'the config of the image' > resin-boot/config.txt
            echo 'new logo' > resin-boot/splash/resin-logo.png
            echo 'a quirk' > quirks/etc/quirk
            printf 'Debian with a quirk\n' > quirks/etc/issue
            chown 1234:4321 etc/debian_version && chmod 4750 usr/bin/id
            ln usr/bin/perl usr/bin/perl-by-another-name
            setcap cap_net_raw+ep usr/bin/perl
            setfattr -n user.note -v kept etc/debian_version
            mkfifo opt/pipe && mknod opt/odd c 240 7
            """);
        await image.LayerAsync("second", Tag, """
            rm -rf usr/share/doc usr/share/locale
            rm -f etc/motd
            """);
        await RunAsync("umoci", "unpack", "--image", $"{image.OciFolder}:{Tag}", Path.Combine(image.Folder, "unpacked"));
        return image;
    }

    /// <summary>How a slot differs from the image as umoci unpacks it: less what goes to the boot partition, with the quirks over it, as the plan says.</summary>
    public async Task<IReadOnlyList<string>> DifferencesToAsync(string slot)
    {
        var mounted = Path.Combine(Folder, "slot");
        Directory.CreateDirectory(mounted);
        await RunAsync("cp", "-a", $"{Unpacked}/quirks/.", Unpacked);
        Directory.Delete(Path.Combine(Unpacked, "quirks"), recursive: true);
        Directory.Delete(Path.Combine(Unpacked, "resin-boot"), recursive: true);
        await RunAsync("mount", "-o", "loop,ro", slot, mounted);
        try
        {
            var (expected, found) = (await ListAsync(Unpacked), await ListAsync(mounted));
            Assert.That(expected, Has.Count.GreaterThan(3000), "a whole Debian");
            return [.. expected.Except(found).Select(line => $"- {line}"), .. found.Except(expected).Select(line => $"+ {line}")];
        }
        finally
        {
            await RunAsync("umount", mounted);
        }
    }

    /// <summary>Deletes it.</summary>
    public void Dispose() => folder.Dispose();

    static async Task<IReadOnlyList<string>> ListAsync(string tree) =>
        [.. (await TreeListing.OfAsync(tree)).Where(line => !line.StartsWith("lost+found|", StringComparison.Ordinal)).Select(WithoutTime)];

    static string WithoutTime(string line)
    {
        var fields = line.Split('|');
        fields[6] = "";
        return string.Join('|', fields);
    }

    async Task BaseAsync(TestEngine engine, TestRegistry registry)
    {
        var root = Path.Combine(Folder, "root");
        var (mirror, release) = await SourceAsync();
        await RunAsync("debootstrap", "--variant=minbase", release, root, mirror);
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

    /// <summary>The mirror that this machine installs Debian's packages from, and the release that it installs.</summary>
    static async Task<(string Mirror, string Release)> SourceAsync()
    {
        var targets = await RunAsync("apt-get", "indextargets", "--format", "$(LABEL)|$(COMPONENT)|$(CODENAME)|$(REPO_URI)", "Created-By: Packages");
        var found = targets.Split('\n').Select(line => line.Split('|')).FirstOrDefault(fields => fields is ["Debian", "main", var release, _] && !release.Contains('-', StringComparison.Ordinal));
        return found is null ? throw new InvalidOperationException($"this machine has no source of Debian's packages: {targets}") : (found[3], found[2]);
    }

    internal static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var result = await CliWrap.Cli.Wrap(program).WithArguments(arguments).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        return result.ExitCode == 0 ? result.StandardOutput : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {result.StandardError}{result.StandardOutput}");
    }
}
