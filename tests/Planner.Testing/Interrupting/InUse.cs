using CliWrap;
using CliWrap.Buffered;

namespace Planner.Testing.Interrupting;

/// <summary>What the system still holds of a folder's image files.</summary>
public static class InUse
{
    /// <summary>Loop devices and mounts of files below a folder, after waiting for the kernel to free what a killed program had; none is what must be.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(string folder)
    {
        for (var tries = 0; ; tries++)
        {
            var loops = (await Cli.Wrap("losetup").WithArguments(["--list", "--noheadings", "--output", "NAME,BACK-FILE"]).ExecuteBufferedAsync()).StandardOutput.Split('\n');
            var mounts = await File.ReadAllLinesAsync("/proc/self/mountinfo");
            var found = loops.Concat(mounts).Where(line => line.Contains(folder, StringComparison.Ordinal)).ToList();
            if (found.Count == 0 || tries == 100) return found;
            await Task.Delay(20);
        }
    }
}
