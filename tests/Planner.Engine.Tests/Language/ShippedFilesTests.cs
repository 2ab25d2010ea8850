using System.Text;
using Planner.Engine.Language;

namespace Planner.Engine.Tests.Language;

public sealed class ShippedFilesTests
{
    [Test]
    public void The_shipped_plan_has_no_errors_and_warns_of_each_board_that_can_not_be_switched_yet()
    {
        const string file = "plans/resinos-2.x-to-2.x/1.0.0.yaml";
        var context = new ReadContext();
        var plan = PlanReader.Read(file, File.ReadAllBytes(Shipped.Path(file)), new LayoutSet(Shipped.Layout()), context);
        Assert.That(context.Problems.Where(problem => problem.Severity == Severity.Error), Is.Empty);
        Assert.That(context.Problems.Select(problem => problem.Code.Id).Distinct(), Is.EqualTo(new[] { "PLN109" }));
        Assert.That(plan, Is.Not.Null);
    }

    [Test]
    public void The_plan_between_1_x_releases_has_no_problem_at_all() => Assert.That(ProblemsOfEarly(text => text), Is.Empty);

    [TestCase("- update-supervisor: { from: spare, when-newer: true }", "- verify: spare", Description = "it writes to the new root, which has been verified then")]
    public void The_plan_between_1_x_releases_is_refused_when_a_step_is_put_behind_another(string step, string other)
    {
        var problems = ProblemsOfEarly(text => text.Replace(step, "", StringComparison.Ordinal).Replace(other, $"{other}\n{step}", StringComparison.Ordinal));
        Assert.That(problems.Select(problem => problem.Code.Id), Is.EqualTo(new[] { "PLN206" }));
    }

    static IReadOnlyList<Problem> ProblemsOfEarly(Func<string, string> change)
    {
        const string file = "plans/resinos-1.x-to-1.x/1.0.0.yaml";
        var context = new ReadContext();
        PlanReader.Read(file, Encoding.UTF8.GetBytes(change(File.ReadAllText(Shipped.Path(file)))), new LayoutSet(Shipped.Layout("resinos-1.x")), context);
        return context.Problems;
    }
}
