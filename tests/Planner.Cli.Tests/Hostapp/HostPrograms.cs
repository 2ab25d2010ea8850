using Planner.Testing;

namespace Planner.Cli.Tests.Hostapp;

/// <summary>Programs of this machine in an image, with the libraries that they need: enough for the scripts of a container.</summary>
static class HostPrograms
{
    static readonly string[] Programs = ["sh", "cat", "cp", "dirname", "find", "grep", "ln", "ls", "mkdir", "mv", "rm", "sed", "sleep", "sync", "tail", "tar", "tr", "gzip"];

    /// <summary>Puts them into a layer.</summary>
    internal static async Task IntoAsync(LayerBuilder layer)
    {
        var libraries = new HashSet<string>();
        foreach (var program in Programs)
        {
            var path = new[] { "/usr/bin", "/bin" }.Select(folder => Path.Join(folder, program)).First(File.Exists);
            layer.Add($"bin/{program}", '0', await File.ReadAllBytesAsync(path), 0x1ED);
            foreach (var line in (await Bench.RunAsync("ldd", path)).Split('\n'))
                if (line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(word => word.StartsWith('/')) is { } library && libraries.Add(library)) layer.Add(library[1..].Trim(), '0', await File.ReadAllBytesAsync(library.Trim()), 0x1ED);
        }
    }
}
