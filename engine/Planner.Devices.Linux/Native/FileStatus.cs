using System.Runtime.InteropServices;

namespace Planner.Devices.Linux.Native;

/// <summary><c>struct statx</c>: the one stat structure that is the same on every architecture (statx(2)).</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
struct FileStatus
{
    [FieldOffset(16)] internal uint Links;
    [FieldOffset(20)] internal uint Uid;
    [FieldOffset(24)] internal uint Gid;
    [FieldOffset(28)] internal ushort FullMode;
    [FieldOffset(32)] internal ulong Inode;
    [FieldOffset(40)] internal ulong Size;
    [FieldOffset(48)] internal ulong Blocks;
    [FieldOffset(112)] internal long ModifiedSeconds;
    [FieldOffset(120)] internal uint ModifiedNanoseconds;
    [FieldOffset(128)] internal uint NodeMajor;
    [FieldOffset(132)] internal uint NodeMinor;
    [FieldOffset(136)] internal uint DeviceMajor;
    [FieldOffset(140)] internal uint DeviceMinor;

    /// <summary>Mask of the fields that stat(2) has.</summary>
    internal const uint BasicMask = 0x7ff;

    /// <summary>The bits of the mode that say what it is (inode(7)).</summary>
    internal readonly FileKind Kind => (FileKind)(FullMode & 0xF000);

    /// <summary>Whether it has more names than this one; folders count their children there.</summary>
    internal readonly bool HasSeveralNames => Kind != FileKind.Folder && Links > 1;

    /// <summary>Whether it takes less of the disk than its size, counted in units of 512 bytes.</summary>
    internal readonly bool HasHoles => Blocks * 512 < Size;

    /// <summary>Permission bits with setuid, setgid and sticky.</summary>
    internal readonly int Mode => FullMode & 0xFFF;
}

/// <summary>File types in a mode (inode(7)).</summary>
enum FileKind
{
    Pipe = 0x1000,
    CharacterDevice = 0x2000,
    Folder = 0x4000,
    BlockDevice = 0x6000,
    File = 0x8000,
    Link = 0xA000,
    Socket = 0xC000,
}

/// <summary><c>struct timespec</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
struct TimeSpec
{
    internal long Seconds;
    internal long Nanoseconds;
}

/// <summary><c>struct statvfs</c> on 64 bit (statvfs(3)).</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
struct FileSystemStatus
{
    [FieldOffset(8)] internal ulong FragmentSize;
    [FieldOffset(16)] internal ulong Blocks;
    [FieldOffset(24)] internal ulong FreeBlocks;
    [FieldOffset(32)] internal ulong AvailableBlocks;
}
