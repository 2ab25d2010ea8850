using Planner.Engine.Language;
using Planner.Engine.Steps;

namespace Planner.Engine.Tests.Language;

public sealed class ExplainTests
{
    [Test]
    public void The_page_of_step_kinds_is_fresh() => Golden.IsFresh("plans/STEPS.md", Explain.Markdown());

    [Test]
    public void Tells_a_plan_as_steps() => Golden.IsFresh("tests/Planner.Engine.Tests/Language/golden/plan.txt", Text(Explain.Plan(Read(Sample.Plan), Sample.LayoutValue)));

    [Test]
    public void Tells_a_plan_with_a_point_of_no_return_for_one_board()
    {
        var plan = Read(Sample.Plan.But("- switch-boot", "- stop-service: supervisor\n- mkfs: extra\n  no-return: what lies on extra\n- start-service: supervisor\n- switch-boot"));
        Golden.IsFresh("tests/Planner.Engine.Tests/Language/golden/no-return.txt", Text(Explain.Plan(plan, Sample.LayoutValue, Sample.LayoutValue.Boards["two"])));
    }

    [Test]
    public void Tells_a_kind_with_its_fields() => Golden.IsFresh("tests/Planner.Engine.Tests/Language/golden/mkfs.txt", Text(Explain.Kind(StepKinds.Find("mkfs")!)));

    [Test]
    public void Every_kind_can_be_told()
    {
        foreach (var kind in StepKinds.All)
        {
            var page = Text(Explain.Kind(kind));
            Assert.That(kind.Fields.All(field => page.Contains($"  {field.Name} ", StringComparison.Ordinal)), Is.True, kind.Name);
            Assert.That(kind.Fields.Select(field => field.Summary).Append(kind.Summary), Has.All.EndsWith("."), kind.Name);
        }
    }

    [Test]
    public void Tells_a_problem() => Assert.That(Explain.Code(ProblemCodes.Alias), Is.EqualTo(new[]
    {
        "PLN008: Alias (error)",
        "",
        "Aliases ('*name') are refused: the value would stand somewhere else, and a small file could stand for gigabytes.",
        "Write the value out at this place.",
        "A text that begins with '*' needs quotes: \"*.conf\".",
    }));

    static string Text(IReadOnlyList<string> lines) => string.Join('\n', lines) + "\n";

    static Plan Read(string text)
    {
        var (plan, problems) = Sample.ReadPlan(text);
        Assert.That(problems, Is.Empty);
        return plan!;
    }
}
