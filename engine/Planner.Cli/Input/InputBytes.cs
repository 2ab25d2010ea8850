namespace Planner.Cli.Input;

/// <summary>Reads input files without trusting them: no more than any of them may have, and a reason in the place of an exception.</summary>
static class InputBytes
{
    // One byte more than the language allows, so that its reader can say that a file is too large.
    const int Enough = (1 << 20) + 1;

    /// <summary>The file's bytes, or why there are none.</summary>
    internal static (byte[]? Bytes, string? Failure) Read(string path)
    {
        try
        {
            if (Directory.Exists(path)) return (null, "is a folder");
            using var file = File.OpenRead(path);
            var bytes = new byte[Enough];
            var length = file.ReadAtLeast(bytes, Enough, throwOnEndOfStream: false);
            return (bytes[..length], null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, "there is no such file");
        }
        catch (UnauthorizedAccessException)
        {
            return (null, "may not be read");
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            return (null, $"can not be read: {e.Message}");
        }
    }

    /// <summary>Content of a file beside another one, by its relative path; null when it is not there.</summary>
    internal static Func<string, byte[]?> Beside(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return name =>
        {
            var full = Path.GetFullPath(name, folder);
            return full.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal) && File.Exists(full) ? File.ReadAllBytes(full) : null;
        };
    }
}
