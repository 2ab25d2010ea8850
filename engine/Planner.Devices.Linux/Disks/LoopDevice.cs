using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Native;

namespace Planner.Devices.Linux.Disks;

/// <summary>A piece of an image file as a block device (loop(4)). The kernel takes it away when it is closed, or its process dies, and nothing has it mounted any more.</summary>
sealed class LoopDevice : IDisposable
{
    const nuint GetFree = 0x4C82;
    const nuint Configure = 0x4C0A;
    const nuint SetStatus = 0x4C04;
    const nuint SetCapacity = 0x4C07;
    const uint FreedByItself = 4;

    // struct loop_config: descriptor and block size, then struct loop_info64.
    const int ConfigSize = 304;
    const int Info = 8;
    const int InfoSize = 232;

    readonly SafeFileHandle device;

    LoopDevice(string path, SafeFileHandle device, long start, long size) => (Path, this.device, Start, Size) = (path, device, start, size);

    /// <summary>Its path, like <c>/dev/loop3</c>.</summary>
    public string Path { get; }

    /// <summary>Its first byte in the image file.</summary>
    public long Start { get; }

    /// <summary>Its bytes.</summary>
    public long Size { get; private set; }

    /// <summary>Makes one of a piece of an image file.</summary>
    public static unsafe LoopDevice Make(string image, long start, long size, string tried)
    {
        using var file = Libc.Open(image, OpenFlags.ReadWrite | OpenFlags.CloseOnExec, 0);
        using var control = Libc.Open("/dev/loop-control", OpenFlags.ReadWrite | OpenFlags.CloseOnExec, 0);
        if (file.IsInvalid || control.IsInvalid) throw Errno.Failure(tried);
        while (true)
        {
            var number = Libc.Control(control, GetFree, 0);
            if (number < 0) throw Errno.Failure(tried);
            var path = $"/dev/loop{number}";
            var device = Libc.Open(path, OpenFlags.ReadWrite | OpenFlags.CloseOnExec, 0);
            if (device.IsInvalid) throw Errno.Failure(tried);
            var config = new byte[ConfigSize];
            BinaryPrimitives.WriteInt32LittleEndian(config, (int)file.DangerousGetHandle());
            Describe(config.AsSpan(Info, InfoSize), start, size);
            fixed (byte* bytes = config)
                if (Libc.Control(device, Configure, (nint)bytes) == 0) return new LoopDevice(path, device, start, size);
            var error = Errno.Last;
            device.Dispose();

            // Else somebody took it between the two calls.
            if (error != Errno.Busy) throw Errno.Failure(tried, error);
        }
    }

    /// <summary>Gives it another size, also while it is in use.</summary>
    public unsafe void Resize(long size, string tried)
    {
        var info = new byte[InfoSize];
        Describe(info, Start, size);
        fixed (byte* bytes = info)
            if (Libc.Control(device, SetStatus, (nint)bytes) != 0 || Libc.Control(device, SetCapacity, 0) != 0) throw Errno.Failure(tried);
        Size = size;
    }

    /// <inheritdoc/>
    public void Dispose() => device.Dispose();

    static void Describe(Span<byte> info, long start, long size)
    {
        BinaryPrimitives.WriteInt64LittleEndian(info[24..], start);
        BinaryPrimitives.WriteInt64LittleEndian(info[32..], size);
        BinaryPrimitives.WriteUInt32LittleEndian(info[52..], FreedByItself);
    }
}
