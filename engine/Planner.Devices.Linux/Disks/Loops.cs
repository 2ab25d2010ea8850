namespace Planner.Devices.Linux.Disks;

/// <summary>Loop devices, as the kernel shows them in /sys.</summary>
static class Loops
{
    /// <summary>The loop devices whose content is an image file: <c>major:minor</c> and device path.</summary>
    internal static IEnumerable<(string Number, string Path)> Of(string image)
    {
        if (!Directory.Exists("/sys/block")) yield break;
        foreach (var folder in Directory.EnumerateDirectories("/sys/block", "loop*"))
            if (ReadOrNull($"{folder}/loop/backing_file") == image && ReadOrNull($"{folder}/dev") is { } number)
                yield return (number, $"/dev/{Path.GetFileName(folder)}");
    }

    /// <summary>Waits until the kernel has let go of loop devices that it frees by itself after the last unmount.</summary>
    internal static async Task WaitUntilFreeAsync(string image, CancellationToken ct)
    {
        // The kernel needs microseconds; a second is for a machine that is busy. A device that somebody else holds stays.
        for (var tries = 0; tries < 50 && Of(image).Any(IsFreedByItself); tries++) await Task.Delay(20, ct).ConfigureAwait(false);
    }

    static bool IsFreedByItself((string Number, string Path) loop) => ReadOrNull($"/sys/block/{Path.GetFileName(loop.Path)}/loop/autoclear") == "1";

    static string? ReadOrNull(string file)
    {
        try
        {
            return File.ReadAllText(file).TrimEnd('\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The file is there only while the device is in use.
            return null;
        }
    }
}
