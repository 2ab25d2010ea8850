using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Native;

namespace Planner.Devices.Linux.Commands;

/// <summary>The mount namespace of the OS itself: what programs of the OS mount there, its services see, and what its services have mounted, they see.</summary>
static class SystemNamespace
{
    // sched.h of Linux.
    const int OwnFolders = 0x200;
    const int MountNamespaceType = 0x20000;

    /// <summary>Starts something that starts a program at once, from a thread in that namespace: a process is born in the namespace of the thread that starts it.</summary>
    internal static Task<T> StartAsync<T>(Func<Task<T>> start)
    {
        if (MountNamespace.Left is not { } system) return start();
        var started = new TaskCompletionSource<Task<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                Enter(system);
                started.SetResult(start());
            }
            catch (Exception e)
            {
                started.SetException(e);
            }
        })
        { IsBackground = true }.Start();
        return started.Task.Unwrap();
    }

    /// <summary>Puts this thread there; it ends there.</summary>
    static void Enter(SafeFileHandle system)
    {
        // A namespace can only be entered by who shares root and working folder with no other thread.
        if (Libc.Unshare(OwnFolders) != 0 || Libc.Enter(system, MountNamespaceType) != 0) throw Errno.Failure("enter the mount namespace of the OS");
    }
}
