namespace Planner.Devices.Linux.Disks;

/// <summary>One mount of this instance.</summary>
/// <param name="device">What is mounted.</param>
/// <param name="root">Where.</param>
/// <param name="type">Its file system.</param>
/// <param name="mayBecomeWritable">Whether it is read-only for no other reason than that nothing was to be written yet.</param>
sealed class Mount(PartitionDevice device, string root, string type, bool mayBecomeWritable)
{
    /// <summary>Calls that work in it now.</summary>
    int users;

    internal PartitionDevice Device => device;

    internal string Root => root;

    internal string Type => type;

    /// <summary>Whether a first writing call has to mount it anew.</summary>
    internal bool MayBecomeWritable => mayBecomeWritable;

    /// <summary>Whether files have owners, modes and attributes of their own.</summary>
    internal bool HasOwners => type != "vfat";

    internal bool IsInUse => Volatile.Read(ref users) > 0;

    internal void Enter() => Interlocked.Increment(ref users);

    internal void Leave() => Interlocked.Decrement(ref users);
}
