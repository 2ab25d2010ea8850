using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Disks;

/// <summary>This instance's mounts, each made when it is first needed, below one folder that only root may enter. A partition that nothing is written to is only ever mounted read-only.</summary>
public sealed class Mounts : IMounts, IAsyncDisposable
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    static readonly TimeSpan ClaimPause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan ClaimPatience = TimeSpan.FromSeconds(10);

    readonly IPartitions partitions;

    // Without links, because the mount table names it so.
    readonly string folder = RunFolder.MakeFolder();
    readonly SemaphoreSlim gate = new(1, 1);
    readonly Dictionary<string, Mount> mounted = new(StringComparer.Ordinal);

    readonly LinuxLocks? claim;

    /// <summary>Nothing is mounted yet.</summary>
    /// <param name="partitions">What can be mounted.</param>
    /// <param name="claim">The lock of a bench's image files, taken with the first mount; null on a machine, whose kernel shares mounts.</param>
    public Mounts(IPartitions partitions, LinuxLocks? claim = null) => (this.partitions, this.claim) = (partitions, claim);

    /// <inheritdoc/>
    public string RootOf(string partition) => UseAsync(partition, toWrite: true, mount => mount.Root, CancellationToken.None).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public Task<(string Device, string Type, bool IsReadOnly)> DeviceOfAsync(string partition, bool readOnly, CancellationToken ct) => UseAsync(partition, toWrite: !readOnly, mount =>
    {
        var entry = MountTable.Read().Last(entry => entry.Point == mount.Root);
        if (entry.IsReadOnly && !readOnly) throw new DeviceException(DeviceFault.Failed, $"mount {partition} once more", "it is mounted read-only");
        return (RealPath.Of(entry.Source) ?? entry.Source, mount.Type, entry.IsReadOnly);
    }, ct);

    /// <summary>Works in a partition's mount, on a thread of the pool: files can not be waited for otherwise. The mount stays as it is until the work is done.</summary>
    internal async Task<T> UseAsync<T>(string partition, bool toWrite, Func<Mount, T> work, CancellationToken ct)
    {
        var mount = await EnterAsync(partition, toWrite, ct).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => work(mount), ct).ConfigureAwait(false);
        }
        finally
        {
            mount.Leave();
        }
    }

    /// <summary>As above, in two partitions or in one as both.</summary>
    internal async Task UseBothAsync(string from, string to, Action<Mount, Mount> work, CancellationToken ct)
    {
        // The target first: nothing may work in it while it is made writable, not even this call.
        var target = await EnterAsync(to, toWrite: true, ct).ConfigureAwait(false);
        try
        {
            await UseAsync(from, toWrite: false, source => work(source, target), ct).ConfigureAwait(false);
        }
        finally
        {
            target.Leave();
        }
    }

    /// <summary>As above, without an answer.</summary>
    internal Task UseAsync(string partition, bool toWrite, Action<Mount> work, CancellationToken ct) => UseAsync(partition, toWrite, mount =>
    {
        work(mount);
        return true;
    }, ct);

    /// <summary>Unmounts a partition, durably; nothing happens when it is not mounted. What is still in use by others: <see cref="DeviceFault.Failed"/>.</summary>
    internal Task CloseAsync(string partition, CancellationToken ct) => WhenUnusedAsync(partition, _ => true, UnmountAsync, ct);

    /// <summary>Unmounts everything.</summary>
    internal async Task CloseAllAsync(CancellationToken ct)
    {
        foreach (var partition in mounted.Keys.ToList()) await CloseAsync(partition, ct).ConfigureAwait(false);
    }

    /// <summary>Whether a mount point is one of this instance's.</summary>
    internal bool Owns(string point) => point.StartsWith(folder + "/", StringComparison.Ordinal);

    /// <summary>Unmounts everything, from under whoever still uses it, and removes the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var mount in mounted.Values)
        {
            try
            {
                await Mounting.UnmountInAnyCaseAsync(mount).ConfigureAwait(false);
            }
            catch (DeviceException)
            {
                // How a run ended must be told, whatever becomes of its mounts: they go with the process's namespace.
            }
        }

        mounted.Clear();
        claim?.Dispose();
        if (!Directory.Exists(folder)) return;
        Mounting.RemoveEmpty(folder);
        gate.Dispose();
    }

    async Task<Mount> EnterAsync(string partition, bool toWrite, CancellationToken ct)
    {
        Mount? entered = null;
        await WhenUnusedAsync(partition, mount => toWrite && mount.MayBecomeWritable, async (old, token) =>
        {
            if (old is not null && toWrite && old.MayBecomeWritable) await UnmountAsync(old, token).ConfigureAwait(false);
            if (!mounted.TryGetValue(partition, out entered))
            {
                var device = partitions.Find(partition) ?? throw new DeviceException(DeviceFault.NotFound, $"mount {partition}", "the device has no such partition");
                await ClaimAsync(partition, token).ConfigureAwait(false);
                mounted[partition] = entered = await Mounting.MountAsync(device, Path.Join(folder, partition), toWrite, token).ConfigureAwait(false);
            }

            entered.Enter();
        }, ct).ConfigureAwait(false);
        return entered!;
    }

    async Task UnmountAsync(Mount? mount, CancellationToken _)
    {
        if (mount is null) return;
        await Mounting.UnmountAsync(mount).ConfigureAwait(false);
        mounted.Remove(mount.Device.Name);
    }

    /// <summary>Takes a bench's image files for this instance: two mounts of one file would not see each other's writes.</summary>
    async Task ClaimAsync(string partition, CancellationToken ct)
    {
        if (claim is null) return;
        string? holder = null;
        for (var waited = TimeSpan.Zero; waited < ClaimPatience; waited += ClaimPause)
        {
            if ((holder = await claim.TakeAsync(ct).ConfigureAwait(false)) is null) return;
            await Task.Delay(ClaimPause, ct).ConfigureAwait(false);
        }

        throw new DeviceException(DeviceFault.Failed, $"mount {partition}", $"another Planner works on this bench: {holder}");
    }

    // Alone at the gate; where the mount must be unused for it, the gate is left while calls that began earlier end.
    async Task WhenUnusedAsync(string partition, Func<Mount, bool> mustBeUnused, Func<Mount?, CancellationToken, Task> act, CancellationToken ct)
    {
        while (true)
        {
            await gate.WaitAsync(ct).ConfigureAwait(false);
            try
            {
                var mount = mounted.GetValueOrDefault(partition);
                if (mount is null || !mustBeUnused(mount) || !mount.IsInUse)
                {
                    await act(mount, ct).ConfigureAwait(false);
                    return;
                }
            }
            finally
            {
                gate.Release();
            }

            await Task.Delay(Pause, ct).ConfigureAwait(false);
        }
    }
}
