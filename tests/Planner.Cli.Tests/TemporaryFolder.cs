namespace Planner.Cli.Tests;

/// <summary>A folder for one test.</summary>
/// <param name="above">Where it is made; among the temporary files when null.</param>
public sealed class TemporaryFolder(string? above = null) : IDisposable
{
    /// <summary>Its path.</summary>
    public string Path { get; } = above is null ? Directory.CreateTempSubdirectory("planner-cli-").FullName : Directory.CreateDirectory(System.IO.Path.Join(above, $"planner-cli-{Guid.NewGuid():N}")).FullName;

    /// <summary>Writes a file below it.</summary>
    public string Write(string name, string content)
    {
        var path = System.IO.Path.Join(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
