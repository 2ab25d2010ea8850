using Planner.Engine.Devices;
using Planner.Engine.Devices.Files;

namespace Planner.Devices.Contract;

/// <summary>What <see cref="INetwork"/> promises about files that are fetched.</summary>
public abstract class DownloadsContract : DeviceContract
{
    const int Executable = 0b111_101_101;

    /// <summary>What the file <c>tool</c> holds.</summary>
    public static byte[] Content { get; } = [.. Enumerable.Range(0, 100_000).SelectMany(number => BitConverter.GetBytes(number * 7919))];

    /// <summary>The URL of a file: there is one of the name <c>tool</c>, and no other.</summary>
    protected abstract Uri UrlOf(string name);

    PartitionPath File { get; } = At("data:/tool");

    DeclaredFile Tool => new(UrlOf("tool"), Content.Length, TreeSnapshotBuilder.DigestOf(Content), Executable);

    [Test]
    public async Task A_file_comes_whole_and_with_its_mode()
    {
        await FetchAsync(Tool);
        var there = await Device.Files.StatAsync(File, default);
        Assert.That((there!.Size, there.Mode), Is.EqualTo((Tool.Size, Executable)));
        Assert.That(await Device.Files.ReadAsync(File, default), Is.EqualTo(Content));
    }

    [Test]
    public async Task One_that_broke_off_is_gone_on_with()
    {
        await PutAsync(Content[..123_457]);
        await FetchAsync(Tool);
        Assert.That(await Device.Files.ReadAsync(File, default), Is.EqualTo(Content));
        Assert.That((await Device.Files.StatAsync(File, default))!.Mode, Is.EqualTo(Executable));
    }

    [Test]
    public async Task One_that_is_there_already_stays()
    {
        await PutAsync(Content);
        await FetchAsync(Tool);
        Assert.That(await Device.Files.ReadAsync(File, default), Is.EqualTo(Content));
    }

    [Test]
    public async Task What_is_there_and_is_no_beginning_is_found_out()
    {
        await PutAsync([.. Content[..5000].Reverse()]);
        await RefusesAsync(DeviceFault.NotAuthentic, () => FetchAsync(Tool));
    }

    [Test]
    public async Task What_is_there_and_longer_than_declared_is_found_out()
    {
        await PutAsync([.. Content, 1]);
        await RefusesAsync(DeviceFault.NotAuthentic, () => FetchAsync(Tool));
    }

    [Test]
    public async Task Another_content_than_declared_is_refused() =>
        await RefusesAsync(DeviceFault.NotAuthentic, () => FetchAsync(Tool with { Sha256 = new string('a', 64) }));

    [TestCase(-1000)]
    [TestCase(1000)]
    public async Task Another_size_than_declared_is_refused_and_never_exceeded(int more)
    {
        await RefusesAsync(DeviceFault.NotAuthentic, () => FetchAsync(Tool with { Size = Content.Length + more }));
        Assert.That((await Device.Files.StatAsync(File, default))?.Size ?? 0, Is.LessThanOrEqualTo(Content.Length + more));
    }

    [Test]
    public async Task A_file_that_the_peer_does_not_have_is_not_found() =>
        await RefusesAsync(DeviceFault.NotFound, () => FetchAsync(Tool with { Url = UrlOf("other") }));

    [Test]
    public async Task Fetching_into_a_folder_that_is_not_there_is_refused() =>
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Network.FetchAsync(Tool, At("data:/no/such/folder/tool"), null, default));

    [Test]
    public async Task A_full_partition_is_told()
    {
        var free = (await Device.Disks.LookAsync("boot", default))!.Free!.Value;
        await Device.Files.WriteAsync(At("boot:/filler"), new byte[free - 200_000], 0b110_100_100, default);
        await Device.Files.FlushAllAsync("boot", default);
        await RefusesAsync(DeviceFault.NoSpace, async () => await Device.Network.FetchAsync(Tool, At("boot:/tool"), null, default));
    }

    async Task FetchAsync(DeclaredFile file) => await Device.Network.FetchAsync(file, File, null, default);

    async Task PutAsync(byte[] content) => await Device.Files.WriteAsync(File, content, 0b110_100_100, default);
}
