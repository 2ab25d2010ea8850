namespace Planner.Engine.Tests.Language;

public sealed class SafetyRulesTests
{
    static IEnumerable<TestCaseData> Twins => UnsafePlans.All.Select(plan => new TestCaseData(plan.Repaired).SetName(plan.Broken.Name.Replace("Refuses", "Lets_the_twin_pass_of_a_plan_that_is_refused", StringComparison.Ordinal)));

    [TestCaseSource(nameof(Twins))]
    public void Lets_the_repaired_twin_pass(string text) => Assert.That(Sample.ReadPlan(text).Problems.Select(problem => problem.ToString()), Is.Empty);

    [Test]
    public void Every_safety_code_has_a_plan_of_its_own() =>
        Assert.That(
            Engine.Language.ProblemCodes.All.Select(code => code.Id).Where(id => id.StartsWith("PLN2", StringComparison.Ordinal)),
            Is.SubsetOf(UnsafePlans.All.SelectMany(plan => plan.Broken.Codes).Append(DowntimeTests.Code).Append(OutputTests.SkippedCode)));
}
