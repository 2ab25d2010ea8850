namespace Planner.Devices.Linux.Native;

/// <summary>Arguments and environment of this process as it was started, each string with its closing zero byte: what beginning anew needs.</summary>
static class ProcessStrings
{
    /// <summary>The arguments, the program's name among them.</summary>
    internal static List<byte[]> Arguments => Strings(File.ReadAllBytes("/proc/self/cmdline"));

    /// <summary>The environment.</summary>
    internal static List<byte[]> Environment => Strings(File.ReadAllBytes("/proc/self/environ"));

    static List<byte[]> Strings(byte[] joined)
    {
        var strings = new List<byte[]>();
        for (var start = 0; start < joined.Length;)
        {
            var end = Array.IndexOf(joined, (byte)0, start) is >= 0 and var zero ? zero : joined.Length;
            strings.Add([.. joined.AsSpan(start, end - start), 0]);
            start = end + 1;
        }

        return strings;
    }
}
