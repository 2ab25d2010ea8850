using Planner.Engine.Boot;
using Planner.Engine.Steps;

namespace Planner.Engine.Tests.Architecture;

/// <summary>What the house asks of a new step kind, boot family, board, fact or layout, and no more than that.</summary>
public class HouseTests
{
    static IEnumerable<string> Kinds => StepKinds.All.Select(kind => kind.Name);

    static IEnumerable<string> Families => BootFamilies.All.Select(family => family.Name);

    [TestCaseSource(nameof(Kinds))]
    public void A_step_kind_has_a_folder_of_its_name(string kind) => Assert.That(Rooms.StepSource(kind), Does.Exist);

    [TestCaseSource(nameof(Kinds))]
    public void A_step_kind_is_used_by_a_shipped_plan_or_a_sample(string kind)
    {
        var plans = Directory.EnumerateFiles(Path.Combine(Rooms.Top, "plans"), "*.yaml", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Rooms.Top, "samples"), "*.yaml", SearchOption.AllDirectories));
        Assert.That(plans.Any(plan => File.ReadLines(plan).Any(line => IsStep(line, kind))), Is.True, $"no plan in plans/ or samples/ shows {kind}");
    }

    [TestCaseSource(nameof(Kinds))]
    public void A_step_kind_has_a_test_file_of_its_name(string kind) =>
        Assert.That(Path.Combine(Rooms.Top, "tests", "Planner.Engine.Tests", "Steps", $"{Rooms.TypeName(kind)}Tests.cs"), Does.Exist);

    [TestCaseSource(nameof(Kinds))]
    public void Nothing_outside_the_room_of_steps_makes_a_step_kind(string kind)
    {
        var type = Rooms.TypeName(kind);
        var elsewhere = Rooms.Sources("engine")
            .Where(file => !file.Contains("/Steps/", StringComparison.Ordinal))
            .Where(file => File.ReadLines(file).Any(line => line.Contains($"{type}.Definition", StringComparison.Ordinal)));
        Assert.That(elsewhere, Is.Empty);
    }

    [TestCaseSource(nameof(Families))]
    public void A_boot_family_is_one_file(string family)
    {
        var naming = Rooms.Sources("engine").Where(file => File.ReadLines(file).Any(line => line.Contains($"\"{family}\"", StringComparison.Ordinal)));
        Assert.That(naming.Select(file => Path.GetFileName(file)), Is.EqualTo(new[] { $"{Rooms.TypeName(family)}.cs" }));
    }

    [Test]
    public void No_board_and_no_os_family_is_named_in_code()
    {
        string[] words = ["raspberrypi", "intel-nuc", "beaglebone", "resinos-2", "resin-supervisor", "resin-root", "resin-boot"];
        var naming = Rooms.Sources("engine").SelectMany(file => File.ReadLines(file)
            .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && !line.Contains("\"planner ", StringComparison.Ordinal))
            .Where(line => line.Contains('"', StringComparison.Ordinal) && Array.Exists(words, word => line.Contains(word, StringComparison.Ordinal)))
            .Where(line => !line.Contains("like ", StringComparison.Ordinal) && !line.Contains("Planned", StringComparison.Ordinal) && !Families.Any(family => line.Contains($"\"{family}\"", StringComparison.Ordinal)))
            .Select(line => $"{Path.GetFileName(file)}: {line.Trim()}"));
        Assert.That(naming, Is.Empty, "an upgrade path, board or OS family is data");
    }

    [Test]
    public void The_engine_never_asks_which_device_it_is()
    {
        var asking = Rooms.Sources("engine/Planner.Engine").Where(file =>
            File.ReadLines(file).Any(line => line.Contains("is SimulatedDevice", StringComparison.Ordinal) || line.Contains("is LinuxDevice", StringComparison.Ordinal)));
        Assert.That(asking, Is.Empty);
    }

    [Test]
    public void Files_stay_small()
    {
        var long_ones = Rooms.Sources("engine").Where(file => File.ReadLines(file).Count() > 250).Select(file => Path.GetFileName(file));
        Assert.That(long_ones, Is.Empty, "a file over 250 lines holds two concepts");
    }

    static bool IsStep(string line, string kind)
    {
        var step = line.TrimStart().TrimStart('-').Trim();
        return line.TrimStart().StartsWith('-') && (step == kind || step.StartsWith($"{kind}:", StringComparison.Ordinal) || step.StartsWith($"{kind} #", StringComparison.Ordinal));
    }
}
