using System.Text.RegularExpressions;
using Planner.Engine.Language;

namespace Planner.Engine.Tests.Architecture;

/// <summary>The table of failures in the tests' README names what there is.</summary>
public partial class FailureTableTests
{
    static readonly Dictionary<string, string> Tests = Rooms.Sources("tests").GroupBy(file => Path.GetFileNameWithoutExtension(file)).ToDictionary(files => files.Key, files => string.Concat(files.Select(File.ReadAllText)));

    static IReadOnlyList<string[]> Rows { get; } = [.. File.ReadLines(Path.Combine(Rooms.Top, "tests", "README.md")).Where(line => RowForm().IsMatch(line)).Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries))];

    static IEnumerable<string> Named => Rows.SelectMany(row => TestForm().Matches(row[^1]).Select(match => match.Groups[1].Value)).Distinct();

    [Test]
    public void Every_failure_of_the_field_has_its_row() =>
        Assert.That(Rows.Select(row => row[0]), Is.EqualTo(Enumerable.Range(1, 58).Select(number => $"F{number}")));

    [Test]
    public void Every_row_tells_the_failure_its_answer_and_a_test_or_why_there_is_none()
    {
        foreach (var row in Rows)
        {
            Assert.That(row, Has.Length.EqualTo(4).And.All.Not.Empty, row[0]);
            Assert.That(TestForm().IsMatch(row[3]) || row[3] is "open" or "none needed", Is.True, $"{row[0]}: {row[3]}");
        }
    }

    [TestCaseSource(nameof(Named))]
    public void Every_test_that_is_named_exists(string name)
    {
        var (type, test) = name.Split('.') is [var one, var two] ? (one, two) : throw new AssertionException(name);
        Assert.That(Tests, Does.ContainKey(type), $"there is no tests/…/{type}.cs");
        Assert.That(Tests[type].Contains($" {test}(", StringComparison.Ordinal) || Tests[type].Contains($"\"{test}\"", StringComparison.Ordinal), Is.True, $"{type}.cs has no {test}");
    }

    [Test]
    public void Every_code_that_is_named_exists()
    {
        var named = Rows.SelectMany(row => CodeForm().Matches(row[2]).Select(match => match.Value)).Distinct().ToList();
        Assert.That(named, Is.Not.Empty.And.SubsetOf(ProblemCodes.All.Select(code => code.Id)));
    }

    [GeneratedRegex(@"^\| F[0-9]+ \|")]
    private static partial Regex RowForm();

    [GeneratedRegex("`([A-Za-z]+[.][A-Za-z0-9_]+)`")]
    private static partial Regex TestForm();

    [GeneratedRegex("PLN[0-9]{3}")]
    private static partial Regex CodeForm();
}
