using CliWrap;
using CliWrap.Buffered;
using Planner.Engine.Devices;
using Planner.Testing;

namespace Planner.Devices.Linux.Tests.Images;

/// <summary>Archives that GNU tar wrote, in each of its formats.</summary>
public sealed class Foreign_tars : ImageTest
{
    [TestCase("--format=gnu", "--sparse")]
    [TestCase("--format=posix", "--sparse", "--sparse-version=0.0")]
    [TestCase("--format=posix", "--sparse", "--sparse-version=0.1")]
    [TestCase("--format=posix", "--sparse", "--sparse-version=1.0")]
    [TestCase("--format=gnu")]
    [TestCase("--format=posix", "--xattrs")]
    public async Task What_tar_packs_comes_out_again(params string[] options)
    {
        var source = Path.Combine(Temporary, "source");
        Directory.CreateDirectory(Path.Combine(source, new string('d', 150), "inner"));
        await File.WriteAllTextAsync(Path.Combine(source, new string('d', 150), "inner", new string('f', 150)), "long");
        await File.WriteAllTextAsync(Path.Combine(source, "plain"), "plain");
        await using (var sparse = File.Create(Path.Combine(source, "sparse")))
        {
            for (var part = 0; part < 30; part++)
            {
                sparse.Position = part * 300_000L;
                await sparse.WriteAsync(new byte[] { 1, 2, 3 });
            }

            sparse.SetLength(20_000_000);
        }

        var tar = Path.Combine(Temporary, "source.tar");
        await Cli.Wrap("tar").WithArguments(["-C", source, "-cf", tar, .. options, "."]).ExecuteBufferedAsync();
        Folder.AddTars("os", "amd64", Packing.Gzip, await File.ReadAllBytesAsync(tar));
        await ExportAsync(await PinAsync("oci:oci:os"));
        Assert.That(WithoutFractions(await TreeListing.OfAsync(Slot)), Is.EqualTo(WithoutFractions(await TreeListing.OfAsync(source))));
        if (options.Contains("--sparse")) Assert.That(await BlocksAsync("sparse"), Is.LessThan(8_000), "holes stay holes");
    }

    [Test]
    public async Task A_map_that_does_not_fit_is_refused()
    {
        Folder.AddTars("os", "amd64", Packing.None, new LayerBuilder().SparseFile("sparse", 1000, "0,5,3,2000", "hello").ToTar());
        await RefusesAsync(DeviceFault.Failed, async () => await ExportAsync(await PinAsync("oci:oci:os")));
    }

    // Only PAX keeps parts of a second.
    static IEnumerable<string> WithoutFractions(IEnumerable<string> lines) => lines.Select(line => System.Text.RegularExpressions.Regex.Replace(line, @"\.\d{7}\|", "|"));

    async Task<long> BlocksAsync(string name) => long.Parse((await Cli.Wrap("stat").WithArguments(["-c", "%b", Path.Combine(Slot, name)]).ExecuteBufferedAsync()).StandardOutput);
}
