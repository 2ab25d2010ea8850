using Planner.Devices.Linux.Disks;
using Planner.Devices.Linux.Services;
using Planner.Engine.Boot;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Power;

/// <summary>A bench's boots: what the board's boot loader would do with the boot partition as it is on the disk.</summary>
public sealed class BenchPower : IPower
{
    readonly Board board;
    readonly string folder;
    readonly string first;
    readonly BenchSlots slots;
    readonly Mounts mounts;
    readonly IFiles files;
    readonly CommandServices services;
    readonly IUpdateLocks locks;

    /// <summary>Boots of a bench.</summary>
    /// <param name="board">Its board.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="slots">The layout's slots.</param>
    /// <param name="first">What is remembered of the slot that runs when it is used for the first time.</param>
    /// <param name="mounts">Its mounts.</param>
    /// <param name="files">Its files.</param>
    /// <param name="services">Its services, which a boot starts.</param>
    /// <param name="locks">Locks of applications, which a boot ends.</param>
    public BenchPower(Board board, string folder, BenchSlots slots, string first, Mounts mounts, IFiles files, CommandServices services, IUpdateLocks locks)
    {
        this.board = board;
        this.folder = folder;
        this.first = first;
        this.slots = slots;
        this.mounts = mounts;
        this.files = files;
        this.services = services;
        this.locks = locks;
    }

    /// <inheritdoc/>
    public async ValueTask<string?> RunningSlotAsync(CancellationToken ct) => slots.SlotOf((await StateAsync(ct).ConfigureAwait(false)).Running);

    /// <inheritdoc/>
    public async ValueTask<string> BootIdAsync(CancellationToken ct) => $"bench-boot-{(await StateAsync(ct).ConfigureAwait(false)).Boots}";

    /// <inheritdoc/>
    public async ValueTask<RebootResult> RebootAsync(CancellationToken ct)
    {
        var family = BootFamilies.Find(board.Family) ?? throw new DeviceException(DeviceFault.Failed, "reboot the bench", $"the boot family {board.Family} of {board.Name} is not built");
        var state = await StateAsync(ct).ConfigureAwait(false);
        await locks.ReleaseAsync(ct).ConfigureAwait(false);
        await mounts.CloseAllAsync(ct).ConfigureAwait(false);
        var slot = await family.StartAsync(board, files, ct).ConfigureAwait(false)
            ?? throw new DeviceException(DeviceFault.Failed, "reboot the bench", $"the boot loader of {board.Name} finds no slot to start");
        await BootAsync(new BenchState(slots.KeyOf(slot), state.Boots + 1, IsBooting: true), ct).ConfigureAwait(false);
        return RebootResult.Booted;
    }

    /// <summary>A bench goes down whenever it is asked: there is nothing to insist on.</summary>
    public ValueTask<RebootResult> InsistAsync(RebootForce force, CancellationToken ct) => RebootAsync(ct);

    async Task<BenchState> StateAsync(CancellationToken ct)
    {
        var state = await BenchState.ReadAsync(folder, first, ct).ConfigureAwait(false);
        if (slots.SlotOf(state.Running) is null) throw new DeviceException(DeviceFault.Failed, $"read the state of the bench in {folder}", $"slot '{state.Running}' runs, which the layout does not have");

        // The program that played the boot may have been killed in it: an OS goes on starting its services all the same.
        return state.IsBooting ? await BootAsync(state, ct).ConfigureAwait(false) : state;
    }

    async Task<BenchState> BootAsync(BenchState state, CancellationToken ct)
    {
        state.Write(folder);
        await services.StartAllAsync(ct).ConfigureAwait(false);
        var booted = state with { IsBooting = false };
        booted.Write(folder);
        return booted;
    }
}
