namespace Planner.Engine.Devices;

/// <summary>A place where an application says that the device must not boot now.</summary>
/// <param name="Partition">The partition that it lies on; null when it lies in the running OS, like below <c>/tmp</c>.</param>
/// <param name="Path">Absolute path; a part that is <c>*</c> stands for every name.</param>
/// <param name="Sign">When the lock counts as held.</param>
public sealed record UpdateLock(string? Partition, string Path, UpdateLockSign Sign)
{
    const string AnyName = "*";

    /// <summary>The parts of its path.</summary>
    public IReadOnlyList<string> Parts => Path[1..].Split('/');

    /// <summary>Whether a part of a path stands for a name.</summary>
    public static bool IsNamed(string part, string name) => part == AnyName || part == name;

    /// <summary>Whether a place like <c>data:/apps/7/update.lock</c> or <c>/tmp/7/update.lock</c> is one of its.</summary>
    public bool Covers(string place)
    {
        var at = place.IndexOf(":/", StringComparison.Ordinal);
        if ((at < 0 ? null : place[..at]) != Partition) return false;
        var names = place[(at + 2)..].Split('/');
        return names.Length == Parts.Count && Parts.Zip(names).All(pair => IsNamed(pair.First, pair.Second));
    }

    /// <summary>A place of its, as it is shown: <c>data:/apps/7/update.lock</c>.</summary>
    public string PlaceOf(string path) => Partition is null ? path : $"{Partition}:{path}";

    /// <inheritdoc/>
    public override string ToString() => PlaceOf(Path);
}

/// <summary>When an update lock counts as held.</summary>
public enum UpdateLockSign
{
    /// <summary>As long as the file is there.</summary>
    Exists,

    /// <summary>As long as a process holds the file by flock(2).</summary>
    Flock,
}

/// <summary>How long a device that was asked to boot is given before it is asked harder, counted from the first time.</summary>
/// <param name="ForcedAfter">Then the init system is to boot without asking any service.</param>
/// <param name="KernelAfter">Then the kernel is to boot at once.</param>
public sealed record RebootTimes(TimeSpan ForcedAfter, TimeSpan KernelAfter)
{
    /// <summary>Where a layout says nothing: enough for services that save much when they stop.</summary>
    public static RebootTimes Usual { get; } = new(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10));
}
