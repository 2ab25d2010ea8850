using System.Text;
using Planner.Engine.Language;

namespace Planner.Engine.Tests.Language;

public sealed class ShippedFilesTests
{
    [TestCase("1.0.0")]
    [TestCase("1.1.0")]
    public void The_shipped_plan_has_no_errors_and_warns_of_each_board_that_can_not_be_switched_yet(string version)
    {
        var file = $"plans/resinos-2.x-to-2.x/{version}.yaml";
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

    [TestCase("resinos-hostapp-to-hostapp", "keeps: true", "keeps: false", "PLN201 PLN220", Description = "what a program changes must be put back")]
    [TestCase("resinos-hostapp-to-hostapp", "    fills: spare\n", "", "PLN220", Description = "what is switched to is filled")]
    [TestCase("resinos-hostapp-to-hostapp", "- mkfs: { partition: spare, type: ext4 }\n", "", "PLN206", Description = "the slot is emptied before")]
    [TestCase("resinos-hostapp-to-hostapp", "- pull: { image: \"${input.image}\" }\n  retry: { attempts: 10, wait: 10s }\n", "", "PLN220", Description = "nothing is fetched while the slot is filled")]
    [TestCase("resinos-hostapp-to-hostapp", "- reboot\n", "- start-service: supervisor\n- reboot\n", "PLN208", Description = "the switch is in the program, and nothing stands between it and the boot")]
    [TestCase("resinos-2.x-to-hostapp", "    reads: [\"active:/\"]\n", "", "PLN220", Description = "what a container sees is declared")]
    [TestCase("resinos-2.x-to-hostapp", "    switches: spare\n", "", "PLN207", Description = "a plan commits")]
    public void A_plan_for_hostapps_has_no_error_and_is_refused_without_what_makes_it_safe(string plan, string text, string other, string codes)
    {
        Assert.That(ErrorsOf(plan, whole => whole), Is.Empty);
        Assert.That(ErrorsOf(plan, whole => whole.Replace(text, other, StringComparison.Ordinal)), Is.EqualTo(codes.Split(' ')));
    }

    static IReadOnlyList<string> ErrorsOf(string plan, Func<string, string> change)
    {
        var file = $"plans/{plan}/1.0.0.yaml";
        var context = new ReadContext();
        var layouts = Directory.EnumerateFiles(Shipped.Path("plans/layouts"), "*.yaml", SearchOption.AllDirectories)
            .Select(layout => LayoutReader.Read(Path.GetRelativePath(Shipped.Root, layout), File.ReadAllBytes(layout), new ReadContext())!);
        PlanReader.Read(file, Encoding.UTF8.GetBytes(change(File.ReadAllText(Shipped.Path(file)))), new LayoutSet([.. layouts]), context);
        return [.. context.Problems.Where(problem => problem.Severity == Severity.Error).Select(problem => problem.Code.Id).Distinct().Order(StringComparer.Ordinal)];
    }

    static IReadOnlyList<Problem> ProblemsOfEarly(Func<string, string> change)
    {
        const string file = "plans/resinos-1.x-to-1.x/1.0.0.yaml";
        var context = new ReadContext();
        PlanReader.Read(file, Encoding.UTF8.GetBytes(change(File.ReadAllText(Shipped.Path(file)))), new LayoutSet(Shipped.Layout("resinos-1.x")), context);
        return context.Problems;
    }
}
