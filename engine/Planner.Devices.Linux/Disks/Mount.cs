namespace Planner.Devices.Linux.Disks;

/// <summary>One mount of this instance.</summary>
/// <param name="device">What is mounted.</param>
/// <param name="root">Where.</param>
/// <param name="type">Its file system.</param>
/// <param name="mayBecomeWritable">Whether it is read-only for no other reason than that nothing was to be written yet.</param>
/// <param name="isUnlocked">Whether the OS has it mounted read-only, and it was made writable here.</param>
sealed class Mount(PartitionDevice device, string root, string type, bool mayBecomeWritable, bool isUnlocked = false)
{
    /// <summary>Calls that work in it now.</summary>
    int users;

    internal PartitionDevice Device => device;

    internal string Root => root;

    internal string Type => type;

    /// <summary>Whether a first writing call has to mount it anew.</summary>
    internal bool MayBecomeWritable => mayBecomeWritable;

    /// <summary>Whether the file system is to be made read-only again.</summary>
    internal bool IsUnlocked => isUnlocked;

    /// <summary>Whether files have owners, modes and attributes of their own.</summary>
    internal bool HasOwners => type != "vfat";

    internal bool IsInUse => Volatile.Read(ref users) > 0;

    internal void Enter() => Interlocked.Increment(ref users);

    internal void Leave() => Interlocked.Decrement(ref users);
}
