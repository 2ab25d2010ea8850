using Planner.Devices.Contract;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Tests;

[NeedsRoot]
public sealed class Disks_of_a_bench : DisksContract
{
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
public sealed class Clock_of_a_bench : ClockContract
{
    protected override async Task<IDevice> MakeAsync(string board) => await TestBench.Make().OpenAsync(board);
}

[NeedsRoot]
public sealed class Power_of_a_bench : PowerContract
{
    protected override async Task<IDevice> MakeAsync(string board) => await TestBench.Make().OpenAsync(board);
}

[NeedsRoot]
[TestFixture(ContractLayout.Grub)]
[TestFixture(ContractLayout.UBoot)]
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
