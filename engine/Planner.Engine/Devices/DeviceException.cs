namespace Planner.Engine.Devices;

/// <summary>What kind of thing the world refused.</summary>
public enum DeviceFault
{
    /// <summary>Anything not told apart below.</summary>
    Failed,

    /// <summary>A partition is full (ENOSPC).</summary>
    NoSpace,

    /// <summary>A disk answers with an I/O error (EIO), or is read-only.</summary>
    BadDisk,

    /// <summary>A file, image, partition or unit is not there.</summary>
    NotFound,

    /// <summary>A network peer or the container engine does not answer.</summary>
    Unreachable,

    /// <summary>An image exists but not for this device's platform.</summary>
    WrongPlatform,

    /// <summary>Content does not match its digest.</summary>
    NotAuthentic,

    /// <summary>A call did not end in its time.</summary>
    TimedOut,

    /// <summary>Applications hold update locks, and were waited for.</summary>
    Held,
}

/// <summary>The world failed: says what was tried, on what, with which result. Never used for wrong input.</summary>
public sealed class DeviceException(DeviceFault fault, string tried, string result, Exception? inner = null)
    : Exception($"{tried}: {result}", inner)
{
    /// <summary>Which kind of failure.</summary>
    public DeviceFault Fault { get; } = fault;

    /// <summary>What was tried, on what: <c>format rootB as ext4</c>.</summary>
    public string Tried { get; } = tried;

    /// <summary>With which result: the last lines of a program, or the error's name.</summary>
    public string Result { get; } = result;
}
