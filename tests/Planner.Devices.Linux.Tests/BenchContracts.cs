using System.Diagnostics;
using Planner.Devices.Contract;
using Planner.Engine.Devices;
using Planner.Testing;

namespace Planner.Devices.Linux.Tests;

[NeedsRoot]
public sealed class Disks_of_a_bench : DisksContract
{
    protected override async Task<IDevice> MakeAsync(string board) => await TestBench.Make().OpenAsync(board);

    [Test]
    public async Task Have_no_table() => Assert.That(await Device.Disks.TableAsync(default), Is.Null);
}

[NeedsRoot]
public sealed class Disks_of_a_whole_disk : DisksContract
{
    protected override async Task<IDevice> MakeAsync(string board) => await TestBench.Make().OpenDiskAsync(ContractLayout.Layout, board);
}

[NeedsRoot]
public sealed class Archives_of_a_bench : ArchivesContract
{
    protected override async Task<IDevice> MakeAsync(string board) => await TestBench.Make().OpenAsync(board);
}

[NeedsRoot]
public sealed class Tables_of_a_whole_disk : TablesContract
{
    protected override async Task<IDevice> MakeAsync(string board) => await TestBench.Make().OpenDiskAsync(ContractDisk.Layout, board);
}

[NeedsRoot]
public sealed class Trees_of_a_whole_disk : FilesTreeContract
{
    protected override async Task<IDevice> MakeAsync(string board) => await TestBench.Make().OpenDiskAsync(ContractDisk.Layout, board);
}

[NeedsRoot]
public sealed class Power_of_a_whole_disk : PowerContract
{
    protected override async Task<IDevice> MakeAsync(string board) => await TestBench.Make().OpenDiskAsync(ContractLayout.Layout, board);
}

[NeedsRoot]
public sealed class Downloads_to_a_bench : DownloadsContract
{
    readonly FileServer server = new();

    protected override Uri UrlOf(string name) => server.UrlOf(name);

    [OneTimeSetUp]
    public void Serve() => server.Serve("tool", Content);

    [OneTimeTearDown]
    public async Task EndAsync() => await server.DisposeAsync();

    protected override async Task<IDevice> MakeAsync(string board) => await TestBench.Make().OpenAsync(board);
}

[NeedsRoot]
public sealed class Reading_files_of_a_bench : FilesReadContract
{
    protected override async Task<IDevice> MakeAsync(string board) => await TestBench.Make().OpenAsync(board);
}

[NeedsRoot]
public sealed class Writing_files_of_a_bench : FilesWriteContract
{
    protected override async Task<IDevice> MakeAsync(string board) => await TestBench.Make().OpenAsync(board);
}

[NeedsRoot]
public sealed class Trees_of_a_bench : FilesTreeContract
{
    protected override async Task<IDevice> MakeAsync(string board) => await TestBench.Make().OpenAsync(board);
}

[NeedsRoot]
public sealed class Services_of_a_bench : ServicesContract
{
    protected override async Task<IDevice> MakeAsync(string board) => await TestBench.Make().OpenAsync(board);
}

[NeedsRoot]
public sealed class Commands_of_a_bench : CommandsContract
{
    protected override async Task<IDevice> MakeAsync(string board) => await TestBench.Make().OpenAsync(board);
}

[NeedsRoot]
public sealed class Clock_of_a_bench : ClockContract
{
    protected override async Task<IDevice> MakeAsync(string board) => await TestBench.Make().OpenAsync(board);
}

[NeedsRoot]
public sealed class Power_of_a_bench : PowerContract
{
    TestBench bench = null!;

    protected override async Task<IDevice> MakeAsync(string board)
    {
        bench = TestBench.Make();
        return await bench.OpenAsync(board);
    }

    [Test]
    public async Task A_boot_that_was_cut_goes_on_when_the_bench_is_used_again()
    {
        await Device.Power.RebootAsync(default);
        await Device.Services.StopAsync("supervisor", "supervisor", default);
        var state = Path.Join(bench.Folder, ".bench-state.json");
        await File.WriteAllTextAsync(state, (await File.ReadAllTextAsync(state)).Replace("\"booting\":false", "\"booting\":true", StringComparison.Ordinal));
        Assert.That(await Device.Power.BootIdAsync(default), Is.EqualTo("bench-boot-2"));
        Assert.That((await Device.Services.LookAsync("supervisor", default)).Single().Running, Is.True);
        Assert.That(await File.ReadAllTextAsync(state), Does.Contain("\"booting\":false"));
    }
}

[NeedsRoot]
[TestFixture(ContractLayout.Grub)]
[TestFixture(ContractLayout.UBoot)]
[TestFixture(ContractLayout.Cmdline)]
[TestFixture(ContractLayout.GrubText)]
[TestFixture(ContractLayout.Partition)]
public sealed class Boot_of_a_bench(string board) : BootContract(board)
{
    protected override async Task<IDevice> MakeAsync(string board) => await TestBench.Make().OpenAsync(board);
}

[NeedsRoot]
public sealed class Locks_of_a_bench : LocksContract
{
    TestBench bench = null!;

    protected override async Task<IDevice> MakeAsync(string board)
    {
        bench = TestBench.Make();
        return await bench.OpenAsync(board);
    }

    protected override async Task<IDevice> MakeAnotherAsync(IDevice device) => await bench.OpenAsync(device.Board.Name);
}

[NeedsRoot]
public sealed class Update_locks_of_a_bench : UpdateLocksContract
{
    readonly List<Process> holders = [];
    TestBench bench = null!;

    protected override async Task<IDevice> MakeAsync(string board)
    {
        bench = TestBench.Make();
        return await bench.OpenAsync(board);
    }

    protected override async Task HoldAsync(string place)
    {
        var isOfData = place.StartsWith("data:", StringComparison.Ordinal);
        var path = Path.Join(bench.Folder, place);
        if (isOfData)
        {
            await WriteAsync(place, "");
            path = Path.Join(PointOfData(), place["data:".Length..]);
        }
        else
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, "");
        }

        if (ContractLayout.Layout.UpdateLocks.First(one => one.Covers(place)).Sign == UpdateLockSign.Flock) Hold(path);
    }

    /// <summary>Where the data partition is mounted now: an application has its files through another mount of the same file system.</summary>
    string PointOfData()
    {
        var loop = TestBench.Run("losetup", "-n", "-O", "NAME", "-j", Path.Join(bench.Folder, "data.img")).Trim();
        return TestBench.Run("findmnt", "-n", "-o", "TARGET", loop).Trim();
    }

    [TearDown]
    public void LetGo()
    {
        foreach (var holder in holders)
        {
            holder.StandardInput.Close();
            holder.WaitForExit();
            holder.Dispose();
        }

        holders.Clear();
    }

    /// <summary>An application: another process that holds the file until its input ends.</summary>
    void Hold(string path)
    {
        var holder = Process.Start(new ProcessStartInfo("flock", ["--exclusive", path, "sh", "-c", "echo held; exec cat"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        holders.Add(holder);
        Assert.That(holder.StandardOutput.ReadLine(), Is.EqualTo("held"));
    }
}
