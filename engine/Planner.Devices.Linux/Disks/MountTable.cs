using System.Text;

namespace Planner.Devices.Linux.Disks;

/// <summary>A mount of this process's namespace.</summary>
/// <param name="Device"><c>major:minor</c> of its file system.</param>
/// <param name="Point">Where it is.</param>
/// <param name="Source">What was mounted: a device path, or anything else.</param>
/// <param name="IsReadOnly">Whether the file system itself, not only this mount, is read-only.</param>
sealed record MountEntry(string Device, string Point, string Source, bool IsReadOnly);

/// <summary>What is mounted (proc_pid_mountinfo(5)).</summary>
static class MountTable
{
    /// <summary>Every mount that this process sees, in the order they were made.</summary>
    internal static IReadOnlyList<MountEntry> Read() => Read("/proc/self/mountinfo");

    /// <summary>As above, with what the init process sees: the OS mounts there, and a namespace of one's own may not hear of it.</summary>
    internal static IEnumerable<MountEntry> ReadWithInit()
    {
        var init = new List<MountEntry>();
        try
        {
            init.AddRange(Read("/proc/1/mountinfo"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's init, or none to be seen: this process's table is all there is.
        }

        return Read().Concat(init);
    }

    static List<MountEntry> Read(string file)
    {
        var entries = new List<MountEntry>();
        foreach (var line in File.ReadLines(file))
        {
            var fields = line.Split(' ');
            var dash = Array.IndexOf(fields, "-", 6);
            if (dash < 0 || dash + 3 >= fields.Length) continue;
            entries.Add(new MountEntry(fields[2], Unescape(fields[4]), Unescape(fields[dash + 2]), fields[dash + 3].Split(',').Contains("ro")));
        }

        return entries;
    }

    // Blanks, tabs, line ends and backslashes are written as a backslash with three octal digits.
    static string Unescape(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal)) return field;
        var text = new StringBuilder(field.Length);
        for (var at = 0; at < field.Length; at++)
        {
            if (field[at] == '\\' && at + 3 < field.Length)
            {
                text.Append((char)Convert.ToInt32(field.Substring(at + 1, 3), 8));
                at += 3;
            }
            else
            {
                text.Append(field[at]);
            }
        }

        return text.ToString();
    }
}
