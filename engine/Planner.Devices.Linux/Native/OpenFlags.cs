using System.Runtime.InteropServices;

namespace Planner.Devices.Linux.Native;

/// <summary>Flags of open(2) and the *at calls. Two of them have other values on ARM.</summary>
static class OpenFlags
{
    internal const int Write = 0x1;
    internal const int ReadWrite = 0x2;
    internal const int Create = 0x40;
    internal const int Exclusive = 0x80;
    internal const int Truncate = 0x200;
    internal const int Append = 0x400;

    /// <summary>A pipe or terminal never makes an open wait.</summary>
    internal const int NonBlocking = 0x800;

    internal const int CloseOnExec = 0x80000;

    internal const int AtLinkItself = 0x100;
    internal const int AtRemoveFolder = 0x200;
    internal const int AtEmptyPath = 0x1000;

    static readonly bool IsArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    internal static int FolderOnly { get; } = IsArm ? 0x4000 : 0x10000;

    internal static int NoFollow { get; } = IsArm ? 0x8000 : 0x20000;

    /// <summary>A folder that is one, to read and to walk on from.</summary>
    internal static int Folder { get; } = FolderOnly | NoFollow | CloseOnExec;
}
