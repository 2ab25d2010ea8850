namespace Planner.Cli.Tests;

/// <summary>What people read, kept as files and reviewed like code. <c>PLANNER_WRITE=1</c> writes them anew.</summary>
public static class GoldenFile
{
    /// <summary>Compares a text with a file of <c>Golden/</c>.</summary>
    public static void Check(string name, string actual)
    {
        var path = Path.Join(PlannerProgram.Repository, "tests", "Planner.Cli.Tests", "Golden", name);
        if (Environment.GetEnvironmentVariable("PLANNER_WRITE") == "1") File.WriteAllText(path, actual);
        Assert.That(actual, Is.EqualTo(File.ReadAllText(path)));
    }
}
