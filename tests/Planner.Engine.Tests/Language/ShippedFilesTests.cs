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
}
