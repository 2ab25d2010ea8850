using System.Security.Cryptography;
using CliWrap;
using CliWrap.Buffered;

namespace Planner.Testing.Interrupting;

/// <summary>An image file with ext4 on it, read by e2fsprogs: nothing is mounted and nothing of Planner takes part.</summary>
/// <param name="path">The file.</param>
public sealed class ImageFile(string path)
{
    /// <summary>Everything at or below a folder, one line an entry: path, kind, mode, owner, content. Lost+found is left out, and what is named.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="without">Paths below it that are left out, each with what is below it.</param>
    public async Task<string> TreeAsync(string folder = "/", params string[] without)
    {
        var copy = Directory.CreateTempSubdirectory("tree-").FullName;
        try
        {
            // A folder that is not there gives an empty tree.
            await Cli.Wrap("debugfs").WithArguments(["-R", $"rdump {folder} {copy}", path]).ExecuteBufferedAsync();
            var found = await Cli.Wrap("find").WithArguments([copy, "-mindepth", "1", "-printf", "%P\\t%y\\t%m\\t%U:%G\\t%l\\n"]).ExecuteBufferedAsync();
            var lines = found.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !IsAtOrBelow("lost+found", line) && !without.Any(name => IsAtOrBelow(name, line)))
                .Order(StringComparer.Ordinal).Select(line => line + Content(Path.Join(copy, line.Split('\t')[0]), line));
            return string.Join('\n', lines);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    /// <summary>A small file's text; empty when it is not there.</summary>
    public async Task<string> TextAsync(string file) => (await Cli.Wrap("debugfs").WithArguments(["-R", $"cat {file}", path]).ExecuteBufferedAsync()).StandardOutput;

    /// <summary>Whether a file is there.</summary>
    public async Task<bool> HasAsync(string file) => (await Cli.Wrap("debugfs").WithArguments(["-R", $"stat {file}", path]).ExecuteBufferedAsync()).StandardOutput.Contains("Inode:", StringComparison.Ordinal);

    /// <summary>What e2fsck finds wrong with it, or null.</summary>
    public async Task<string?> DamageAsync()
    {
        var result = await Cli.Wrap("e2fsck").WithArguments(["-f", "-n", path]).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        return result.ExitCode == 0 ? null : $"{Path.GetFileName(path)}: {result.StandardOutput}{result.StandardError}";
    }

    /// <summary>Plays the file system's journal back, as a mount after a power cut does; what else is wrong stays.</summary>
    public async Task ReplayAsync() =>
        await Cli.Wrap("e2fsck").WithArguments(["-p", "-E", "journal_only", path]).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();

    /// <summary>Overwrites the first bytes of a file where they are, as a boot loader does.</summary>
    public async Task OverwriteAsync(string file, byte[] bytes)
    {
        var block = (await Cli.Wrap("debugfs").WithArguments(["-R", $"bmap {file} 0", path]).ExecuteBufferedAsync()).StandardOutput.Trim();
        var about = (await Cli.Wrap("debugfs").WithArguments(["-R", "stats -h", path]).ExecuteBufferedAsync()).StandardOutput;
        var size = about.Split('\n').First(line => line.StartsWith("Block size:", StringComparison.Ordinal))["Block size:".Length..];
        await using var image = File.OpenWrite(path);
        image.Position = long.Parse(block) * long.Parse(size);
        await image.WriteAsync(bytes);
    }

    static bool IsAtOrBelow(string name, string line) => line.StartsWith(name + "\t", StringComparison.Ordinal) || line.StartsWith(name + "/", StringComparison.Ordinal);

    static string Content(string file, string line) => line.Split('\t')[1] == "f" ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))) : "";
}
