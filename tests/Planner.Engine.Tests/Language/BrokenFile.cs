using Planner.Engine.Language;

namespace Planner.Engine.Tests.Language;

/// <summary>A broken file and everything that must be said about it.</summary>
/// <param name="Name">The test's sentence.</param>
/// <param name="Bytes">The file.</param>
/// <param name="IsLayout">Whether it is a layout, else a plan.</param>
/// <param name="Says">Each problem as <c>line:column CODE part of the message</c>, in their order.</param>
/// <param name="File">The file's name.</param>
sealed record BrokenFile(string Name, byte[] Bytes, bool IsLayout, IReadOnlyList<string> Says, string? File = null)
{
    /// <summary>A broken plan.</summary>
    public static BrokenFile Plan(string name, string text, params string[] says) => new(name, System.Text.Encoding.UTF8.GetBytes(text), false, says);

    /// <summary>A broken layout.</summary>
    public static BrokenFile Layout(string name, string text, params string[] says) => new(name, System.Text.Encoding.UTF8.GetBytes(text), true, says);

    /// <summary>Its codes.</summary>
    public IEnumerable<string> Codes => Says.Select(line => line.Split(' ')[1]);

    /// <summary>Reads the file and compares what is said.</summary>
    public void Check()
    {
        var context = new ReadContext();
        var file = File ?? "f.yaml";
        object? value = IsLayout ? LayoutReader.Read(file, Bytes, context) : PlanReader.Read(file, Bytes, new LayoutSet(Sample.LayoutValue, Sample.OtherLayout), context);
        var said = context.Problems.Select(problem => $"{problem.At.Line}:{problem.At.Column} {problem.Code.Id} {problem.Message}").ToList();
        var all = string.Join('\n', said);
        Assert.That(said, Has.Count.EqualTo(Says.Count), all);
        foreach (var (line, expected) in said.Zip(Says)) Assert.That(Matches(line, expected), Is.True, $"expected {expected}\nin\n{all}");
        Assert.That(context.Problems, Has.All.Property(nameof(Problem.At)).Property(nameof(Position.File)).EqualTo(file));
        Assert.That(value is null, Is.EqualTo(context.HasErrors));
    }

    static bool Matches(string line, string expected)
    {
        var parts = expected.Split(' ', 3);
        return line.StartsWith($"{parts[0]} {parts[1]} ", StringComparison.Ordinal) && line.Contains(parts[2], StringComparison.Ordinal);
    }
}
