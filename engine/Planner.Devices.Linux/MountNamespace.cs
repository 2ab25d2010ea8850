using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Files;
using Planner.Devices.Linux.Native;

namespace Planner.Devices.Linux;

/// <summary>A mount namespace for the whole process: what it mounts is seen by nobody else and is gone when it ends, however it ends.</summary>
public static class MountNamespace
{
    const string Marker = "PLANNER_MOUNT_NAMESPACE";
    const string System = "PLANNER_SYSTEM_NAMESPACE";
    const string Program = "PLANNER_PROGRAM";
    const string Own = "/proc/self/ns/mnt";
    const string Self = "/proc/self/exe";

    // sched.h and mount.h of Linux.
    const int NewMountNamespace = 0x20000;
    const nuint Recursively = 0x4000;
    const nuint Slave = 0x80000;

    /// <summary>Whether this process lives in a namespace that was made for it or for the process that started it.</summary>
    public static bool IsEntered => Environment.GetEnvironmentVariable(Marker) is { } marker && marker == Current;

    /// <summary>Where the program lies that this process began as.</summary>
    public static string? ProgramPath => IsEntered ? Environment.GetEnvironmentVariable(Program) : Environment.ProcessPath;

    /// <summary>Enters a namespace and begins the program anew in it, with the same arguments and environment. To be called first in Main, before anything has a thread or a file of its own; returns at once when it is entered already, and does not return otherwise. Not allowed (not root): a <see cref="Engine.Devices.DeviceException"/>.</summary>
    public static unsafe void EnterAndReexec()
    {
        if (IsEntered) return;
        const string Tried = "enter a mount namespace of Planner's own";
        var environment = ProcessStrings.Environment.Where(variable => !Names(variable, Marker) && !Names(variable, System) && !Names(variable, Program)).ToList();

        // Stays open through the new beginning: there is no other name for what was left.
        var left = Libc.Open(Own, 0, 0);
        if (left.IsInvalid) throw Errno.Failure(Tried);

        // The new namespace is this thread's alone; execve gives it to the process, because it ends all other threads.
        // Slave: what is mounted here stays here, and what the OS unmounts outside does not stay in use here.
        if (Libc.Unshare(NewMountNamespace) != 0 || Libc.Mount(null, "/", null, Recursively | Slave, 0) != 0) throw Errno.Failure(Tried);
        environment.Add([.. Encoding.UTF8.GetBytes($"{Marker}={OfThisThread}"), 0]);
        environment.Add([.. Encoding.UTF8.GetBytes($"{System}={left.DangerousGetHandle()}"), 0]);
        environment.Add([.. Encoding.UTF8.GetBytes($"{Program}={Environment.ProcessPath}"), 0]);
        using var copy = InMemory(Tried);
        using var argumentList = new NativeStrings(ProcessStrings.Arguments);
        using var environmentList = new NativeStrings(environment);
        _ = Libc.Execute(copy is null ? Self : $"/proc/self/fd/{copy.DangerousGetHandle()}", argumentList.Pointer, environmentList.Pointer);
        throw Errno.Failure(Tried);
    }

    /// <summary>A copy of a program that does not lie on the root: it would keep its partition in use for as long as it runs, and a run may have to unmount that. Null where it stays what it is.</summary>
    static SafeFileHandle? InMemory(string tried)
    {
        // A program that the runtime starts needs the files beside it.
        if (Environment.ProcessPath is not { } path || File.Exists($"{path}.dll") || IsOnRoot(path)) return null;
        var copy = Libc.MakeMemoryFile("planner", 0);
        if (copy.IsInvalid) throw Errno.Failure(tried);
        using var program = File.OpenRead(Self);
        var piece = new byte[1 << 20];
        while (program.Read(piece) is > 0 and var read) Content.Write(copy, piece.AsSpan(0, read), tried);
        return copy;
    }

    static bool IsOnRoot(string path) => Disks.MountTable.Read()
        .Where(mount => mount.Point == "/" || path.StartsWith(mount.Point + "/", StringComparison.Ordinal))
        .MaxBy(mount => mount.Point.Length) is null or { Point: "/" };

    /// <summary>The namespace that this process has left: the one of the OS. Null where it has left none.</summary>
    internal static SafeFileHandle? Left => IsEntered && nint.TryParse(Environment.GetEnvironmentVariable(System), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new SafeFileHandle(number, ownsHandle: false) : null;

    static bool Names(byte[] variable, string name) => variable.AsSpan().StartsWith(Encoding.ASCII.GetBytes($"{name}="));

    static string? Current => new FileInfo(Own).LinkTarget;

    static string? OfThisThread => new FileInfo("/proc/thread-self/ns/mnt").LinkTarget;
}
