using Planner.Engine.Devices;

namespace Planner.Engine.Execution;

/// <summary>Makes the device boot: asks, then asks harder after the layout's times, and says why each time. Every reason is in the log before the next try, which may be the last thing that this process does.</summary>
/// <param name="run">The run.</param>
sealed class Rebooting(Run run)
{
    static readonly TimeSpan LastWait = TimeSpan.FromMinutes(1);

    /// <summary>Comes back when the device has booted or goes down. It waits for no update lock: the step does before the update, and a device that boots back from an OS that is not healthy must not wait for the applications on it.</summary>
    internal async ValueTask<RebootResult> GoAsync(CancellationToken ct)
    {
        var (power, times, began) = (run.Device.Power, run.Device.Layout.Reboot, run.Device.Clock.Elapsed);
        (string Name, TimeSpan Until, Func<ValueTask<RebootResult>> Ask)[] ways =
        [
            ("reboot", times.ForcedAfter, () => power.RebootAsync(ct)),
            ("forced reboot", times.KernelAfter, () => power.InsistAsync(RebootForce.Forced, ct)),
            ("reboot by the kernel", times.KernelAfter + LastWait, () => power.InsistAsync(RebootForce.Kernel, ct)),
        ];
        DeviceException? failure = null;
        foreach (var (name, until, ask) in ways)
        {
            if (name != ways[0].Name) await TellAsync($"{name} now");
            try
            {
                if (await ask() is not RebootResult.Asked and var result) return result;
                var wait = until - (run.Device.Clock.Elapsed - began);
                if (wait > TimeSpan.Zero) await run.Device.Clock.DelayAsync(wait, ct);
                await TellAsync($"{name}: the device has not gone down after {until.TotalSeconds:0} s");
            }
            catch (OperationCanceledException)
            {
                // The shutdown has reached this process.
                return RebootResult.Leaving;
            }
            catch (DeviceException e)
            {
                failure = e;
                await TellAsync($"{name} failed: {e.Message}");
            }
        }

        throw new DeviceException(DeviceFault.TimedOut, "reboot", "the device does not go down, not even when the kernel is asked", failure);
    }

    async ValueTask TellAsync(string text)
    {
        run.Report(new RebootDelayed(text));
        await run.Log.WriteAsync(CancellationToken.None);
    }
}
