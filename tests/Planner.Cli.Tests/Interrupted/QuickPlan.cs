using System.Text.RegularExpressions;

namespace Planner.Cli.Tests.Interrupted;

/// <summary>The shipped plan with little patience: what fails is tried once more, a second later, and a new OS gets well soon or not at all.</summary>
static partial class QuickPlan
{
    const string Health = "within: 15m";

    /// <summary>Makes it.</summary>
    public static string Of(string shipped)
    {
        var plan = Steps().Replace(Retries().Replace(shipped, ""), step => $"{step.Value}\n  retry: {{ attempts: 2, wait: 1s }}");
        Assert.That(Retries().Count(plan), Is.EqualTo(6));
        Assert.That(plan, Does.Contain(Health));
        return plan.Replace(Health, "within: 5s", StringComparison.Ordinal);
    }

    [GeneratedRegex("^  retry: .*\n", RegexOptions.Multiline)]
    private static partial Regex Retries();

    [GeneratedRegex("^- (stop-service|pull|mkfs|put|update-supervisor|switch-boot): .*$", RegexOptions.Multiline)]
    private static partial Regex Steps();
}
