using Planner.Engine.Steps;

namespace Planner.Engine.Tests.Language;

public sealed class OutputTests
{
    public const string SkippedCode = "PLN215";

    static readonly IReadOnlyList<StepKind> Kinds = [.. StepKinds.All, Word.Named("say")];

    [Test]
    public void Lets_a_step_use_the_output_of_an_earlier_one() => Says("say: a\n  id: first", "say: \"${steps.first.result}\"");

    [Test]
    public void Refuses_the_output_of_a_later_step() =>
        Says("say: \"${steps.last.result}\"", "say: a\n  id: last", "10:9 PLN105 no earlier step makes 'steps.last.result'; did you mean");

    [Test]
    public void Refuses_an_output_that_the_kind_lacks() =>
        Says("say: a\n  id: first", "say: \"${steps.first.resul}\"", "12:9 PLN105 did you mean 'result'?");

    [Test]
    public void Refuses_the_output_of_a_step_that_may_be_skipped() =>
        Says("say: a\n  id: first\n  when: { os.name: x }", "say: \"${steps.first.result}\"", "13:9 PLN215 'first' may be skipped (when os.name: x)");

    [Test]
    public void Lets_a_step_use_the_output_of_one_that_is_skipped_with_it() =>
        Says("say: a\n  id: first\n  when: { os.name: x }", "say: \"${steps.first.result}\"\n  when: { os.name: x }");

    static void Says(string first, string second, params string[] expected)
    {
        var (_, problems) = Sample.ReadPlan(Sample.Plan.But("- pull", $"- {first}\n- {second}\n- pull"), kinds: Kinds);
        var said = problems.Select(problem => $"{problem.At.Line}:{problem.At.Column} {problem.Code.Id} {problem.Message}").ToList();
        Assert.That(said, Has.Count.EqualTo(expected.Length), string.Join('\n', said));
        foreach (var (line, wanted) in said.Zip(expected))
        {
            var parts = wanted.Split(' ', 3);
            Assert.That(line, Does.StartWith($"{parts[0]} {parts[1]} ").And.Contain(parts[2]));
        }
    }
}
