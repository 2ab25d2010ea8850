using System.Runtime.InteropServices;

namespace Planner.Cli.Output;

/// <summary>The three files that every process begins with, which who started it may have closed.</summary>
static partial class StandardFiles
{
    // fcntl.h of Linux.
    const int GetFlags = 1;
    const int ReadWrite = 2;
    const int Last = 2;

    /// <summary>Opens those that are closed on nothing. Else the next file that is opened takes their number, and messages would be written into it: a journal, or a partition.</summary>
    internal static void Fill()
    {
        for (var number = 0; number <= Last; number++)
            if (Control(number, GetFlags) < 0) _ = Open("/dev/null", ReadWrite);
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int file, int command);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
