using System.Runtime.InteropServices;

namespace Planner.Cli.Output;

/// <summary>The three files that every process begins with, which who started it may have closed.</summary>
static partial class StandardFiles
{
    const int Out = 1;
    const int Error = 2;

    // fcntl.h of Linux.
    const int GetDescriptorFlags = 1;
    const int GetFileFlags = 3;
    const int CloseOnExec = 1;
    const int AccessMode = 3;
    const int ReadOnly = 0;
    const int ReadWrite = 2;

    /// <summary>Makes those that are closed write nowhere. Else the next file that is opened takes their number, and text would be written into it: a journal, or a partition.</summary>
    internal static void Fill()
    {
        for (var number = 0; number <= Error; number++)
            if (Control(number, GetDescriptorFlags) < 0) _ = Open("/dev/null", ReadWrite);
        if (IsTaken(Out)) Console.SetOut(TextWriter.Null);
        if (IsTaken(Error)) Console.SetError(TextWriter.Null);
    }

    /// <summary>Whether the runtime has taken a number that was closed, before Main: what a process is given is never to be closed when it begins, and can be written to.</summary>
    static bool IsTaken(int number) => (Control(number, GetDescriptorFlags) & CloseOnExec) != 0 || (Control(number, GetFileFlags) & AccessMode) == ReadOnly;

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int file, int command);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
