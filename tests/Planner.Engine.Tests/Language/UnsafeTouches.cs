using static Planner.Engine.Tests.Language.UnsafePlans;

namespace Planner.Engine.Tests.Language;

/// <summary>Plans that touch what the loader or a resume needs.</summary>
static class UnsafeTouches
{
    static string Harmless { get; } = Before("switch-boot", "put: { file: \"boot:/other\", content: a }");

    public static IEnumerable<UnsafePlan> All =>
    [
        UnsafePlan.Of("Refuses_to_write_the_boot_variables",
            Before("switch-boot", "put: { file: \"boot:/grubenv\", content: a }"), Harmless,
            "14:3 PLN217 board 'one' has boot:/grubenv; only 'switch-boot'"),
        UnsafePlan.Of("Refuses_to_write_the_boot_variables_in_other_letters",
            Before("switch-boot", "put: { file: \"boot:/GRUBENV\", content: a }"), Harmless,
            "14:3 PLN217 changes boot:/GRUBENV"),
        UnsafePlan.Of("Refuses_to_write_the_file_in_which_the_loader_counts",
            Before("switch-boot", "put: { file: \"boot:/count.env\", content: a }"), Harmless,
            "14:3 PLN217 board 'three' has boot:/count.env"),
        UnsafePlan.Of("Refuses_to_erase_the_boot_variables_also_beyond_the_point_of_no_return",
            Before("switch-boot", "mkfs: boot\n  no-return: everything"), Before("switch-boot", "mkfs: extra\n  no-return: everything"),
            "14:3 PLN217 erases boot:/"),
        UnsafePlan.Of("Refuses_to_write_into_the_journal",
            Before("switch-boot", "put: { file: \"state:/planner/run\", content: a }"), Before("switch-boot", "put: { file: \"state:/planner.txt\", content: a }"),
            "14:3 PLN212 journal (state:/planner)"),
        UnsafePlan.Of("Refuses_to_write_into_staging",
            Before("switch-boot", "put: { file: \"data:/planner/x/y\", content: a }"), Before("switch-boot", "put: { file: \"data:/x/y\", content: a }"),
            "14:3 PLN212 staging (data:/planner)"),
    ];
}
