using Planner.Devices.Linux.Disks;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Power;

/// <summary>This machine's boots.</summary>
public sealed class MachinePower(Layout layout, IPartitions partitions, IClock clock) : IPower
{
    static readonly TimeSpan CallTimeout = TimeSpan.FromMinutes(1);

    static bool HasSystemd => Directory.Exists("/run/systemd/system");

    /// <inheritdoc/>
    public ValueTask<string?> RunningSlotAsync(CancellationToken ct) => new(Task.Run(() => RunningSlot.Find(layout, partitions), ct));

    /// <inheritdoc/>
    public async ValueTask<string> BootIdAsync(CancellationToken ct) => (await File.ReadAllTextAsync("/proc/sys/kernel/random/boot_id", ct).ConfigureAwait(false)).Trim();

    /// <inheritdoc/>
    public async ValueTask<RebootResult> RebootAsync(CancellationToken ct)
    {
        await Programs.RunAsync("reboot", HasSystemd ? "systemctl" : "reboot", HasSystemd ? ["reboot"] : [], CallTimeout, ct).ConfigureAwait(false);
        return RebootResult.Asked;
    }

    /// <inheritdoc/>
    public async ValueTask<RebootResult> InsistAsync(RebootForce force, CancellationToken ct)
    {
        if (force == RebootForce.Kernel) await SysRqAsync(ct).ConfigureAwait(false);
        else await Programs.RunAsync("reboot by force", HasSystemd ? "systemctl" : "reboot", HasSystemd ? ["reboot", "--force"] : ["-f"], CallTimeout, ct).ConfigureAwait(false);
        return RebootResult.Asked;
    }

    // All commands allowed, then: write everything out, mount everything read-only, boot (sysrq.rst of the kernel's documentation).
    async Task SysRqAsync(CancellationToken ct)
    {
        try
        {
            await File.WriteAllTextAsync("/proc/sys/kernel/sysrq", "1", ct).ConfigureAwait(false);
            foreach (var key in (string[])["s", "u", "b"])
            {
                await File.WriteAllTextAsync("/proc/sysrq-trigger", key, ct).ConfigureAwait(false);
                await clock.DelayAsync(TimeSpan.FromSeconds(5), ct).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DeviceException(DeviceFault.Failed, "reboot by the kernel", e.Message, e);
        }
    }
}
