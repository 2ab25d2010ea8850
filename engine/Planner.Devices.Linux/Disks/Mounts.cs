using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Disks;

/// <summary>This instance's mounts, each made when it is first needed, below one folder that only root may enter. A partition that nothing is written to is only ever mounted read-only.</summary>
public sealed class Mounts : IMounts, IAsyncDisposable
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    readonly IPartitions partitions;

    // Without links, because the mount table names it so.
    readonly string folder = RealPath.Of(Directory.CreateTempSubdirectory("planner-").FullName)!;
    readonly SemaphoreSlim gate = new(1, 1);
    readonly Dictionary<string, Mount> mounted = new(StringComparer.Ordinal);

    /// <summary>Nothing is mounted yet.</summary>
    public Mounts(IPartitions partitions) => this.partitions = partitions;

    /// <inheritdoc/>
    public string RootOf(string partition) => UseAsync(partition, toWrite: true, mount => mount.Root, CancellationToken.None).GetAwaiter().GetResult();

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
        foreach (var mount in mounted.Values) await Mounting.UnmountInAnyCaseAsync(mount).ConfigureAwait(false);
        mounted.Clear();
        if (!Directory.Exists(folder)) return;
        Directory.Delete(folder);
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
                mounted[partition] = entered = await Mounting.MountAsync(device, Path.Join(folder, partition), toWrite, token).ConfigureAwait(false);
            }

            entered.Enter();
        }, ct).ConfigureAwait(false);
        return entered!;
    }

    async Task UnmountAsync(Mount? mount, CancellationToken ct)
    {
        if (mount is null) return;
        await Mounting.UnmountAsync(mount, ct).ConfigureAwait(false);
        mounted.Remove(mount.Device.Name);
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
