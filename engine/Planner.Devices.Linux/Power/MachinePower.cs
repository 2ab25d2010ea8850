using Planner.Devices.Linux.Disks;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Power;

/// <summary>This machine's boots.</summary>
public sealed class MachinePower(Layout layout, IPartitions partitions, IClock clock) : IPower
{
    static readonly TimeSpan CallTimeout = TimeSpan.FromMinutes(1);

    // What the field waits before it asks harder.
    static readonly TimeSpan UntilForced = TimeSpan.FromMinutes(5);
    static readonly TimeSpan UntilKernel = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public ValueTask<string?> RunningSlotAsync(CancellationToken ct) => new(Task.Run(() => RunningSlot.Find(layout, partitions), ct));

    /// <inheritdoc/>
    public async ValueTask<string> BootIdAsync(CancellationToken ct) => (await File.ReadAllTextAsync("/proc/sys/kernel/random/boot_id", ct).ConfigureAwait(false)).Trim();

    /// <summary>Asks for a reboot and waits for the signal that ends this process; asks harder when none comes.</summary>
    public async ValueTask<RebootResult> RebootAsync(CancellationToken ct)
    {
        var hasSystemd = Directory.Exists("/run/systemd/system");
        await Programs.RunAsync("reboot", hasSystemd ? "systemctl" : "reboot", hasSystemd ? ["reboot"] : [], CallTimeout, ct).ConfigureAwait(false);
        try
        {
            await clock.DelayAsync(UntilForced, ct).ConfigureAwait(false);

            // Without asking any service. A failure is no reason to stop here: the kernel is asked next.
            await Programs.AskAsync("reboot by force", hasSystemd ? "systemctl" : "reboot", hasSystemd ? ["reboot", "--force"] : ["-f"], CallTimeout, ct).ConfigureAwait(false);
            await clock.DelayAsync(UntilKernel, ct).ConfigureAwait(false);
            await SysRqAsync(ct).ConfigureAwait(false);
            await clock.DelayAsync(CallTimeout, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The shutdown has reached this process.
            return RebootResult.Leaving;
        }

        throw new DeviceException(DeviceFault.TimedOut, "reboot", "the machine does not go down, not even when the kernel is asked");
    }

    // All commands allowed, then: write everything out, mount everything read-only, boot (sysrq.rst of the kernel's documentation).
    async Task SysRqAsync(CancellationToken ct)
    {
        await File.WriteAllTextAsync("/proc/sys/kernel/sysrq", "1", ct).ConfigureAwait(false);
        foreach (var key in (string[])["s", "u", "b"])
        {
            await File.WriteAllTextAsync("/proc/sysrq-trigger", key, ct).ConfigureAwait(false);
            await clock.DelayAsync(TimeSpan.FromSeconds(5), ct).ConfigureAwait(false);
        }
    }
}
