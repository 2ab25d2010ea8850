using CliWrap;
using CliWrap.Buffered;
using Planner.Engine.Devices;
using Planner.Testing;

namespace Planner.Devices.Linux.Tests.Images;

public sealed class A_full_partition : ImageTest
{
    [SetUp]
    public Task MountAsync() => Cli.Wrap("mount").WithArguments(["-t", "tmpfs", "-o", "size=1m", "tmpfs", Slot]).ExecuteBufferedAsync();

    [TearDown]
    public Task UnmountAsync() => Cli.Wrap("umount").WithArguments([Slot]).ExecuteBufferedAsync();

    [Test]
    public async Task Is_told_with_the_file_that_did_not_fit()
    {
        var image = await ImageAsync(new LayerBuilder().Folder("usr").File("usr/large", new string('x', 3_000_000)));
        var refused = await RefusesAsync(DeviceFault.NoSpace, () => ExportAsync(image));
        Assert.That(refused.Message, Does.Contain("slot:/usr/large").And.Contain("ENOSPC"));
    }
}
