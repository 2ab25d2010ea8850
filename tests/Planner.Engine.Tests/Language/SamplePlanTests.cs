using Planner.Engine.Language;

namespace Planner.Engine.Tests.Language;

public sealed class SamplePlanTests
{
    [Test]
    public void The_first_plan_and_its_layout_have_no_problems()
    {
        var context = new ReadContext();
        var layout = LayoutReader.Read("samples/plans/layouts/first/1.0.0.yaml", File.ReadAllBytes(Shipped.Path("samples/plans/layouts/first/1.0.0.yaml")), context);
        Assert.That(context.Problems.Select(problem => problem.ToString()), Is.Empty);
        PlanReader.Read("samples/plans/first/1.0.0.yaml", File.ReadAllBytes(Shipped.Path("samples/plans/first/1.0.0.yaml")), new LayoutSet(layout!), context);
        Assert.That(context.Problems.Select(problem => problem.ToString()), Is.Empty);
    }
}
