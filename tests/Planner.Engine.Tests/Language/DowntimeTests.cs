using Planner.Engine.Language;

namespace Planner.Engine.Tests.Language;

public sealed class DowntimeTests
{
    public const string Code = "PLN216";

    [Test]
    public void Warns_of_a_plan_that_fetches_after_it_stopped_the_users_containers()
    {
        var (plan, problems) = Sample.ReadPlan(Sample.Plan.But("- pull", "- stop-containers\n- pull"));
        Assert.That(problems.Select(problem => problem.ToString()), Is.EqualTo(new[]
        {
            "p.yaml:11:3: PLN216: 'pull ${input.image}' uses the network after step 2 stopped the user's containers, which stay down meanwhile",
        }));
        Assert.That(problems[0].Severity, Is.EqualTo(Severity.Warning));
        Assert.That(plan, Is.Not.Null);
    }

    [Test]
    public void Says_nothing_of_a_plan_that_fetches_first() =>
        Assert.That(Sample.ReadPlan(Sample.Plan.But("- mkfs", "- stop-containers\n- mkfs")).Problems, Is.Empty);
}
