using static Planner.Engine.Tests.Language.BrokenFile;

namespace Planner.Engine.Tests.Language;

/// <summary>Plans with fields that are wrong.</summary>
static class BrokenFields
{
    public static IEnumerable<BrokenFile> Files =>
    [
        Plan("Refuses_an_unknown_key_and_names_a_near_one", Sample.Plan.But("- pull: { image:", "- pull: { imag:"), "10:9 PLN012 pull needs 'image'", "10:11 PLN010 pull takes no 'imag'; did you mean 'image'?"),
        Plan("Refuses_a_field_that_is_missing", Sample.Plan.But("layout: test@1.0.0\n", ""), "1:1 PLN012 plan needs 'layout'"),
        Plan("Refuses_a_flag_that_is_no_flag", Sample.Plan.But("to: spare }", "to: spare, optional: yes }"), "12:59 PLN011 true or false, not 'yes'"),
        Plan("Refuses_a_duration_without_a_unit", Sample.Plan.But("within: 15m", "within: 15"), "16:63 PLN011 duration"),
        Plan("Refuses_a_layout_without_a_version", Sample.Plan.But("layout: test@1.0.0", "layout: test"), "4:9 PLN011 with its version"),
        Plan("Refuses_a_list_in_the_place_of_a_text", Sample.Plan.But("plan: sample", "plan: [a]"), "1:7 PLN011 not a list"),
        Plan("Refuses_nothing_in_the_place_of_a_text", Sample.Plan.But("plan: sample", "plan:"), "1:6 PLN011 not nothing"),
        Plan("Refuses_a_newer_language_and_nothing_else", Sample.Plan.But("language: 1", "language: 2").But("plan: sample", "plan: [new]"), "3:11 PLN017 needs language 2, this Planner speaks 1"),
        Plan("Refuses_language_0", Sample.Plan.But("language: 1", "language: 0"), "3:11 PLN024 counted from 1"),
        Plan("Refuses_a_version_that_is_no_semver", Sample.Plan.But("version: 1.0.0", "version: 1.10"), "2:1 PLN018 not '1.10'"),
        Plan("Refuses_a_name_and_a_version_that_differ_from_the_file", Sample.Plan, "1:1 PLN019 lies in the folder 'plans'", "2:1 PLN019 called '1.0.1.yaml'") with { File = "plans/1.0.1.yaml" },
        Plan("Refuses_a_step_without_a_kind", Sample.Plan.But("- reboot\n", "- summary: Nothing.\n"), "15:3 PLN020 needs a step kind"),
        Plan("Refuses_a_step_with_two_kinds", Sample.Plan.But("- mkfs: spare\n-", "- mkfs: spare\n "), "12:3 PLN020 'mkfs' and 'export'"),
        Plan("Refuses_a_step_that_is_a_list", Sample.Plan.But("- reboot\n", "- [reboot]\n"), "15:3 PLN020 not a list"),
        Plan("Refuses_an_unknown_kind_and_names_a_near_one", Sample.Plan.But("- mkfs: spare", "- mkfss: spare"), "11:3 PLN021 no step kind 'mkfss'; did you mean 'mkfs'?"),
        Plan("Refuses_an_unknown_bare_kind", Sample.Plan.But("- reboot\n", "- rebot\n"), "15:3 PLN021 'rebot'; did you mean 'reboot'?"),
        Plan("Refuses_an_unknown_key_beside_a_kind", Sample.Plan.But("- mkfs: spare", "- mkfs: spare\n  retries: 3"), "12:3 PLN010 'retries' beside 'mkfs'"),
        Plan("Refuses_an_id_that_stands_twice", Sample.Plan.But("- mkfs: spare", "- mkfs: spare\n  id: 2-pull"), "12:3 PLN022 of step 2 in line 10"),
        Plan("Refuses_a_template_with_an_expression", Sample.Plan.But("- pull: { image: \"${input.image}\"", "- pull: { image: \"x${a + b}\""), "10:20 PLN023 no expressions"),
        Plan("Refuses_no_attempts", Sample.Plan.But("- mkfs: spare", "- mkfs: spare\n  retry: { attempts: 0, wait: 1s }"), "12:22 PLN024 from 1 to 1000"),
        Plan("Refuses_a_timeout_of_nothing", Sample.Plan.But("- mkfs: spare", "- mkfs: spare\n  timeout: 0s"), "12:3 PLN024 longer than nothing"),
        Plan("Refuses_a_plan_without_steps", Sample.Plan[..Sample.Plan.IndexOf("steps:", StringComparison.Ordinal)] + "steps: []\n", "8:8 PLN024 at least one step"),
        Plan("Refuses_an_empty_selection", Sample.Plan.But("for: { device.type: one, os.version: \">=2.0.0\" }", "for: []"), "5:6 PLN024 at least one item"),
        Plan("Refuses_a_selection_without_facts", Sample.Plan.But("for: { device.type: one, os.version: \">=2.0.0\" }", "for: {}"), "5:6 PLN024 at least one fact"),
        Plan("Refuses_an_exclusion_without_a_reason", Sample.Plan.But("inputs:", "not-for: [{ device.type: one }]\ninputs:"), "6:11 PLN012 'because'"),
        Plan("Refuses_an_unknown_type_of_input", Sample.Plan.But("type: image", "type: imag"), "7:18 PLN011 did you mean 'image'?"),
        Plan("Reports_the_problems_of_every_step_at_once",
            Sample.Plan.But("- mkfs: spare", "- mkfs: { partition: spare, type: ext5 }").But("- verify: spare", "- verify: { }").But("- reboot", "- rebooot").But("within: 15m", "within: soon"),
            "11:35 PLN011 'ext5'", "13:11 PLN012 verify needs 'slot'", "15:3 PLN021 'rebooot'", "16:63 PLN011 'soon'"),
    ];
}
