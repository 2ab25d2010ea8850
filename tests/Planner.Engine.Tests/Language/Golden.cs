using Planner.Engine.Tests.Architecture;

namespace Planner.Engine.Tests.Language;

/// <summary>Files that are written from the code and reviewed like code. With PLANNER_WRITE=1 in the environment a test run writes them anew.</summary>
static class Golden
{
    /// <summary>Asserts that a file of the repository holds a text.</summary>
    public static void IsFresh(string path, string text)
    {
        var file = Path.Combine(Rooms.Top, path);
        if (Environment.GetEnvironmentVariable("PLANNER_WRITE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        Assert.That(file, Does.Exist, "run the tests with PLANNER_WRITE=1 and review what they write");
        Assert.That(File.ReadAllText(file), Is.EqualTo(text), $"{path} is stale: run the tests with PLANNER_WRITE=1 and review what changes");
    }
}
