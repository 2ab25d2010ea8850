using System.Runtime.InteropServices;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Native;

/// <summary>Error numbers (errno(3)); those below are the same on x86 and ARM.</summary>
static class Errno
{
    internal const int NotPermitted = 1;
    internal const int NoEntry = 2;
    internal const int Interrupted = 4;
    internal const int InputOutput = 5;
    internal const int Busy = 16;
    internal const int Exists = 17;
    internal const int NoDevice = 19;
    internal const int NotFolder = 20;
    internal const int IsFolder = 21;
    internal const int Invalid = 22;
    internal const int NoSpace = 28;
    internal const int ReadOnly = 30;
    internal const int Range = 34;
    internal const int NotEmpty = 39;
    internal const int Loop = 40;
    internal const int NoData = 61;
    internal const int NotSupported = 95;
    internal const int WouldBlock = 11;
    internal const int Quota = 122;

    static readonly Dictionary<int, string> Names = new()
    {
        [1] = "EPERM",
        [2] = "ENOENT",
        [4] = "EINTR",
        [5] = "EIO",
        [6] = "ENXIO",
        [7] = "E2BIG",
        [9] = "EBADF",
        [11] = "EAGAIN",
        [12] = "ENOMEM",
        [13] = "EACCES",
        [16] = "EBUSY",
        [17] = "EEXIST",
        [18] = "EXDEV",
        [19] = "ENODEV",
        [20] = "ENOTDIR",
        [21] = "EISDIR",
        [22] = "EINVAL",
        [23] = "ENFILE",
        [24] = "EMFILE",
        [26] = "ETXTBSY",
        [27] = "EFBIG",
        [28] = "ENOSPC",
        [30] = "EROFS",
        [31] = "EMLINK",
        [34] = "ERANGE",
        [36] = "ENAMETOOLONG",
        [38] = "ENOSYS",
        [39] = "ENOTEMPTY",
        [40] = "ELOOP",
        [61] = "ENODATA",
        [75] = "EOVERFLOW",
        [95] = "EOPNOTSUPP",
        [110] = "ETIMEDOUT",
        [116] = "ESTALE",
        [117] = "EUCLEAN",
        [122] = "EDQUOT",
    };

    /// <summary>The error of the last call of this thread.</summary>
    internal static int Last => Marshal.GetLastPInvokeError();

    /// <summary>The failure of the last call of this thread.</summary>
    internal static DeviceException Failure(string tried) => Failure(tried, Last);

    /// <summary>A failure by its number, told apart as <see cref="DeviceFault"/> does.</summary>
    internal static DeviceException Failure(string tried, int error) => new(FaultOf(error), tried, Describe(error));

    static DeviceFault FaultOf(int error) => error switch
    {
        NoSpace or Quota => DeviceFault.NoSpace,
        InputOutput or ReadOnly or 117 => DeviceFault.BadDisk,
        NoEntry => DeviceFault.NotFound,
        _ => DeviceFault.Failed,
    };

    static string Describe(int error) => $"{Names.GetValueOrDefault(error, $"error {error}")} ({Marshal.GetPInvokeErrorMessage(error)})";
}
