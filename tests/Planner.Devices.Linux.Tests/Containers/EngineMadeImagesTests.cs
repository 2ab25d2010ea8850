using CliWrap;
using CliWrap.Buffered;
using Planner.Engine.Images;
using Planner.Testing;

namespace Planner.Devices.Linux.Tests.Containers;

/// <summary>Images that a real engine has made, of a container that deleted, replaced and linked: by every way they land as umoci unpacks them.</summary>
public sealed class EngineMadeImagesTests : EngineTest
{
    const string Changes = """
        #include <fcntl.h>
        #include <sys/stat.h>
        #include <unistd.h>
        int main(void) {
          unlink("/etc/gone"); link("/etc/motd", "/etc/motd3"); chmod("/su", 04711); chown("/mail", 8, 12);
          unlink("/var/old"); rmdir("/var"); mkdir("/var", 0750); close(creat("/var/new", 0640));
          mkfifo("/pipe", 0600); unlink("/become"); mkdir("/become", 0755); close(creat("/become/inside", 0644));
          return 0;
        }
        """;

    [Test]
    public async Task Straight_staged_and_through_the_engine_are_what_umoci_unpacks()
    {
        var name = await MakeAsync();
        var image = await PinAsync(name);
        await Images.StreamAsync(image, MakePartition("streamed"), null, default);
        var stored = MakePartition("data").Below("image");
        Directory.CreateDirectory(Path.Combine(PathOf("data"), "image/blobs/sha256"));
        foreach (var part in await Images.PartsAsync(image, default)) await Images.FetchAsync(image, part, stored.Below($"blobs/sha256/{part.Hex}"), null, default);
        await Images.ExportAsync(image with { Folder = stored }, TreeSelection.All, MakePartition("staged"), default);
        await Engine.PullAsync(image, null, default);
        await Images.ExportAsync(image, TreeSelection.All, MakePartition("engine"), default);

        await RunAsync("skopeo", "copy", "--insecure-policy", "--src-tls-verify=false", $"docker://{name}", $"oci:{Path.Combine(Temporary, "made")}:os");
        await RunAsync("umoci", "unpack", "--image", $"{Path.Combine(Temporary, "made")}:os", Path.Combine(Temporary, "bundle"));
        var expected = await TreeListing.OfAsync(Path.Combine(Temporary, "bundle/rootfs"));
        Assert.That(expected, Has.Some.StartsWith("etc/motd3|").And.Some.StartsWith("var/new|").And.Some.StartsWith("become/inside|").And.None.StartsWith("etc/gone|").And.None.StartsWith("var/old|"));
        foreach (var way in new[] { "streamed", "staged", "engine" }) Assert.That(await TreeListing.OfAsync(PathOf(way)), Is.EqualTo(expected), way);
    }

    async Task<string> MakeAsync()
    {
        var root = Path.Combine(Temporary, "root");
        foreach (var folder in new[] { "etc", "var" }) Directory.CreateDirectory(Path.Combine(root, folder));
        foreach (var file in new[] { "etc/motd", "etc/gone", "var/old", "su", "mail", "become", "ping" }) await File.WriteAllTextAsync(Path.Combine(root, file), file);
        await File.WriteAllTextAsync(Path.Combine(Temporary, "change.c"), Changes);
        await RunAsync("gcc", "-static", "-O1", "-w", "-o", Path.Combine(root, "change"), Path.Combine(Temporary, "change.c"));
        await RunAsync("sh", "-ec", $"cd '{root}' && ln etc/motd etc/motd2 && ln -s motd etc/link && mknod null c 1 3 && setcap cap_net_raw+ep ping && tar --xattrs --xattrs-include='*' -cf ../root.tar .");
        var name = $"{Registry.Host}/made/os:1";
        await DockerAsync("import", Path.Combine(Temporary, "root.tar"), "base");
        await DockerAsync("run", "--network", "none", "--name", "changed", "base", "/change");
        await DockerAsync("commit", "changed", name);
        await DockerAsync("push", name);
        await DockerAsync("rm", "changed");
        await DockerAsync("rmi", name, "base");
        return name;
    }

    Task DockerAsync(params string[] arguments) => RunAsync("docker", ["-H", $"unix://{Real.Socket}", .. arguments]);

    static async Task RunAsync(string program, params string[] arguments) => await Cli.Wrap(program).WithArguments(arguments).ExecuteBufferedAsync();
}
