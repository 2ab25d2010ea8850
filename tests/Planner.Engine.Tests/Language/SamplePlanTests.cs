using Planner.Engine.Language;

namespace Planner.Engine.Tests.Language;

public sealed class SamplePlanTests
{
    [TestCase("first")]
    [TestCase("emptied")]
    [TestCase("migration")]
    public void A_sample_plan_and_its_layout_have_no_problems(string plan)
    {
        var context = new ReadContext();
        var layout = LayoutReader.Read("samples/plans/layouts/first/1.0.0.yaml", File.ReadAllBytes(Shipped.Path("samples/plans/layouts/first/1.0.0.yaml")), context);
        Assert.That(context.Problems.Select(problem => problem.ToString()), Is.Empty);
        PlanReader.Read($"samples/plans/{plan}/1.0.0.yaml", File.ReadAllBytes(Shipped.Path($"samples/plans/{plan}/1.0.0.yaml")), new LayoutSet(layout!), context);
        Assert.That(context.Problems.Select(problem => problem.ToString()), Is.Empty);
    }
}
