namespace Planner.Engine.Tests.Architecture;

/// <summary>The folders of the repository, found from where the tests run.</summary>
static class Rooms
{
    internal static string Top { get; } = Find();

    internal static string Engine => Path.Combine(Top, "engine", "Planner.Engine");

    internal static string StepSource(string kind) => Path.Combine(Engine, "Steps", TypeName(kind), $"{TypeName(kind)}.cs");

    /// <summary>The C# name of a word of the language: <c>stop-service</c> is <c>StopService</c>.</summary>
    internal static string TypeName(string word) => string.Concat(word.Split('-').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    internal static IEnumerable<string> Sources(params string[] folders) =>
        folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Top, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/artifacts/", StringComparison.Ordinal));

    static string Find()
    {
        var folder = TestContext.CurrentContext.TestDirectory;
        while (!File.Exists(Path.Combine(folder, "Planner.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests run outside of the repository");
        return folder;
    }
}
