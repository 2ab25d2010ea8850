using static Planner.Engine.Tests.Language.BrokenFile;

namespace Planner.Engine.Tests.Language;

/// <summary>Plans with names that do not exist, and with values that facts do not have.</summary>
static class BrokenNames
{
    public static IEnumerable<BrokenFile> Files =>
    [
        Plan("Refuses_an_unknown_layout", Sample.Plan.But("layout: test@", "layout: tset@"), "4:9 PLN106 no layout tset@1.0.0; did you mean 'test@1.0.0'?"),
        Plan("Refuses_an_unknown_layout_version_and_names_those_there_are", Sample.Plan.But("layout: test@1.0.0", "layout: test@1.1.0"), "4:9 PLN106 there is test@1.0.0"),
        Plan("Refuses_an_unknown_partition", Sample.Plan.But("- mkfs: spare", "- mkfs: spare\n- mkfs: spar"), "12:9 PLN101 no partition 'spar'; did you mean 'spare'?"),
        Plan("Refuses_a_file_on_an_unknown_partition", Sample.Plan.But("- mkfs: spare", "- mkfs: spare\n- put: { file: \"boots:/x\", content: a }"), "12:16 PLN101 'boots'; did you mean 'boot'?"),
        Plan("Refuses_an_unknown_service", Sample.Plan.But("- mkfs: spare", "- mkfs: spare\n- stop-service: supervisors"), "12:17 PLN102 did you mean 'supervisor'?"),
        Plan("Refuses_an_unknown_fact_in_a_condition", Sample.Plan.But("update.pending: false", "update.pending: false, slot.distnct: true"), "9:64 PLN103 'slot.distnct'; did you mean 'slot.distinct'?"),
        Plan("Refuses_an_unknown_fact_in_a_template", Sample.Plan.But("\"${target.version}\"", "\"${target.versio}\""), "16:33 PLN103 'target.versio'; did you mean 'target.version'?"),
        Plan("Refuses_an_unknown_fact_that_selects", Sample.Plan.But("os.version: \">", "os.versionn: \">"), "5:26 PLN103 'os.versionn'"),
        Plan("Refuses_a_fact_of_an_unknown_partition", Sample.Plan.But("update.pending: false", "update.pending: false, partition.dat.free: \">= 1MiB\""), "9:64 PLN103 did you mean 'partition.data.free'?"),
        Plan("Refuses_an_unknown_input", Sample.Plan.But("- pull: { image: \"${input.image}\"", "- pull: { image: \"${input.imag}\" }\n- pull: { image: \"${input.image}\""), "10:19 PLN104 'input.imag'; did you mean 'input.image'?"),
        Plan("Refuses_a_part_that_an_input_does_not_bring", Sample.Plan.But("type: image", "type: text").But("update.pending: false", "update.pending: false, partition.data.free: \">= ${input.image.unpacked}\""), "9:89 PLN104 'input.image.unpacked'"),
        Plan("Refuses_an_input_in_the_default_of_an_input", Sample.Plan.But("The image. }", "The image., default: \"${input.image}\" }"), "7:55 PLN104 may name facts, but no input"),
        Plan("Refuses_an_output_of_a_step_that_is_not_there", Sample.Plan.But("- pull: { image: \"${input.image}\"", "- pull: { image: \"${steps.9-pull.image}\" }\n- pull: { image: \"${input.image}\""), "10:19 PLN105 'steps.9-pull.image'"),
        Plan("Refuses_an_output_that_a_kind_does_not_make", Sample.Plan.But("- pull: { image: \"${input.image}\"", "- pull: { image: \"${steps.1-check.image}\" }\n- pull: { image: \"${input.image}\""), "10:19 PLN105 'check' puts nothing out"),
        Plan("Refuses_an_output_outside_of_steps", Sample.Plan.But("The image. }", "The image., default: \"${steps.1-check.x}\" }"), "7:56 PLN105 outside of the steps"),
        Plan("Refuses_a_board_that_the_layout_lacks", Sample.Plan.But("device.type: one", "device.type: [one, onne]"), "5:27 PLN107 no board 'onne'; did you mean 'one'?"),
        Plan("Warns_of_a_board_whose_family_is_not_built", Sample.Plan.But("device.type: one", "device.type: [one, two]"), "5:27 PLN109 command"),
        Plan("Refuses_spare_after_the_reboot", Sample.Plan.But("- confirm", "- verify: spare\n- confirm"), "17:11 PLN110 the old OS"),
        Plan("Refuses_a_fact_of_spare_after_the_reboot", Sample.Plan.But("{ os.version: \"${target.version}\" }", "{ os.version: \"${target.version}\", partition.spare.size: \"> 1MiB\" }"), "16:53 PLN110 the old OS"),
        Plan("Refuses_a_version_that_can_not_be_read", Sample.Plan.But("\">=2.0.0\"", "\">=2.0.0 <3\""), "5:48 PLN111 os.version is a version like 2.0.0+rev1, not '3'"),
        Plan("Refuses_a_size_that_can_not_be_read", Sample.Plan.But("update.pending: false", "update.pending: false, partition.data.free: \">= much\""), "9:89 PLN111 a size like 170MiB, not 'much'"),
        Plan("Refuses_a_range_without_a_value", Sample.Plan.But("\">=2.0.0\"", "\">=\""), "5:41 PLN111 not ''"),
        Plan("Refuses_a_flag_that_a_fact_can_not_have", Sample.Plan.But("update.pending: false", "update.pending: no"), "9:57 PLN111 true or false, not 'no'"),
        Plan("Refuses_a_default_that_its_input_can_not_have", Sample.Plan.But("inputs:", "inputs:\n  room: { type: size, summary: How much., default: much }"), "7:52 PLN111 no size: 'much'"),
        Plan("Refuses_a_secret_that_stands_in_the_plan", Sample.Plan.But("inputs:", "inputs:\n  key: { type: text, summary: A key., secret: true, default: x }"), "7:3 PLN115 'key' can not be secret: its default"),
        Plan("Refuses_a_secret_that_is_no_text", Sample.Plan.But("The image. }", "The image., secret: true }"), "7:3 PLN115 'image' can not be secret: only a text"),
        Plan("Refuses_a_comparison_of_a_text", Sample.Plan.But("device.type: one", "os.name: \">a\""), "5:17 PLN112 only versions and sizes have an order"),
        Plan("Refuses_a_comparison_of_a_flag_in_a_list", Sample.Plan.But("update.pending: false", "update.pending: [false, \"> true\"]"), "9:65 PLN112 have an order"),
        Plan("Refuses_an_empty_list_of_values", Sample.Plan.But("device.type: one", "device.type: []"), "5:21 PLN024 at least one value"),
        Plan("Refuses_a_mapping_that_is_not_not", Sample.Plan.But("device.type: one", "device.type: { nor: one }"), "5:21 PLN011 or 'not:'"),
        Plan("Refuses_a_fact_that_the_layout_has_no_source_for", Sample.Plan.But("update.pending: false", "update.pending: false, device.uuid: x"), "9:64 PLN114 lacks 'device.uuid' under 'facts'"),
        Plan("Refuses_a_value_that_the_layout_has_no_source_for", Sample.Plan.But("The image. }", "The image., default: \"x:${device.uuid}\" }"), "7:58 PLN114 lacks 'device.uuid' under 'facts'"),
        Plan("Refuses_the_supervisor_of_an_OS_that_has_none", Sample.Plan.But("update.pending: false", "update.pending: false, target.supervisor: 1.0.0"), "9:64 PLN114 lacks 'supervisor:'"),
        Plan("Refuses_to_update_a_supervisor_that_the_layout_lacks", Sample.Plan.But("- switch-boot", "- update-supervisor: spare\n- switch-boot"), "14:3 PLN114 needs 'supervisor:'"),
        Plan("Refuses_to_exclude_a_board_that_the_layout_lacks", Sample.Plan.But("inputs:", "not-for: { device.type: onne, because: It burns. }\ninputs:"), "6:25 PLN107 no board 'onne'; did you mean 'one'?"),
        Plan("Refuses_to_exclude_without_a_reason", Sample.Plan.But("inputs:", "not-for: { device.type: one, because: \"\" }\ninputs:"), "6:39 PLN024 needs words"),
        Plan("Refuses_to_carry_the_whole_slot", Sample.Plan.But("- verify", "- carry: /\n- verify"), "13:10 PLN011 below the root"),
        Plan("Refuses_an_address_that_is_no_URL", Sample.Plan.But("within: 15m", "within: 15m, url: example.org/ready"), "16:73 PLN011 a URL like https://"),
        Plan("Refuses_an_address_of_another_scheme", Sample.Plan.But("within: 15m", "within: 15m, url: \"ftp://example.org/ready\""), "16:73 PLN011 a URL like https://"),
        Plan("Refuses_to_compare_a_version_with_a_text", Sample.Plan.But("\"${target.version}\"", "\"${target.tag}\""), "16:32 PLN111 os.version is a version like 2.0.0+rev1, and 'target.tag' is a text"),
        Plan("Refuses_to_compare_a_size_with_a_version", Sample.Plan.But("update.pending: false", "update.pending: false, partition.data.free: \">= ${os.version}\""), "9:89 PLN111 and 'os.version' is a version"),
        Plan("Checks_names_even_when_a_step_can_not_be_read",
            Sample.Plan.But("- mkfs: spare", "- mkfs: { partition: spar, typ: ext4 }").But("${target.version}", "${target.versio}"),
            "11:22 PLN101 'spar'", "11:28 PLN010 'typ'", "16:33 PLN103 'target.versio'"),
    ];
}
