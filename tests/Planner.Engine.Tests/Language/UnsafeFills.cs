namespace Planner.Engine.Tests.Language;

/// <summary>Plans that would boot what nobody filled, verified or looked at.</summary>
static class UnsafeFills
{
    const string Plan = Sample.Plan;
    const string Check = "- check: { that: { slot.distinct: true, update.pending: false } }\n";
    const string Pull = "- pull: { image: \"${input.image}\" }\n";
    const string Stored = "- pull: { image: \"${input.image}\", via: registry, to: \"extra:/images/os\" }\n";
    const string Mkfs = "- mkfs: spare\n";
    const string Export = "- export: { image: \"${input.image}\", to: spare }\n";
    const string Relocate = "- relocate: rootA\n";
    const string Erased = "- mkfs: extra\n  no-return: what lies on extra\n";
    const string Verify = "- verify: spare\n";

    public static IEnumerable<UnsafePlan> All =>
    [
        UnsafePlan.Of("Refuses_to_erase_a_slot_after_it_was_filled",
            Plan.But(Export + Verify, Export + Mkfs + Verify), Plan.But(Mkfs, Mkfs + Mkfs),
            "15:3 PLN206 no earlier 'export' fills 'spare' on every device after step 5 erases it"),
        UnsafePlan.Of("Refuses_to_take_a_slot_for_filled_that_only_got_carried_files",
            Plan.But(Export, "- carry: /etc/hostname\n- put: { file: \"spare:/x\", content: a }\n"), Plan.But(Export, Export + "- carry: /etc/hostname\n"),
            "15:3 PLN206 no earlier 'export' fills 'spare' on every device after step 3"),
        UnsafePlan.Of("Refuses_to_take_a_slot_for_filled_by_an_export_that_may_find_nothing",
            Plan.But("to: spare }", "to: spare, from: /os, optional: true }"), Plan.But("to: spare }", "to: spare, from: /os }"),
            "14:3 PLN206 no earlier 'export' fills 'spare'"),
        UnsafePlan.Of("Refuses_to_fill_a_slot_after_it_was_verified",
            Plan.But(Verify, Verify + Export), Plan.But(Verify, Export + Verify),
            "15:3 PLN206 not verified after step 6"),
        UnsafePlan.Of("Refuses_to_carry_into_a_slot_after_it_was_verified",
            Plan.But(Verify, Verify + "- carry: /etc/hostname\n"), Plan.But(Verify, "- carry: /etc/hostname\n" + Verify),
            "15:3 PLN206 not verified after step 6"),
        UnsafePlan.Of("Refuses_to_fill_a_slot_over_what_an_earlier_update_left",
            Plan.But(Mkfs, ""), Plan,
            "11:3 PLN206 no earlier 'mkfs' without 'when' formats it"),
        UnsafePlan.Of("Refuses_to_fill_a_slot_that_is_formatted_on_some_devices_only",
            Plan.But(Mkfs, "- mkfs: spare\n  when: { os.version: \"> 2.0.1\" }\n"), Plan,
            "13:3 PLN206 no earlier 'mkfs' without 'when' formats it"),
        UnsafePlan.Of("Refuses_to_write_to_a_slot_before_it_asks_whether_that_is_in_use",
            Plan.But(Check, "- put: { file: \"spare:/x\", content: a }\n" + Check), Plan.But(Check, Check + "- put: { file: \"spare:/x\", content: a }\n"),
            "9:3 PLN205 'slot.distinct: true'", "9:3 PLN205 'update.pending: false'"),
        UnsafePlan.Of("Refuses_to_export_an_image_that_nothing_pulls",
            Plan.But(Pull, ""), Plan,
            "11:3 PLN218 no earlier 'pull' without 'when' brings '${input.image}'"),
        UnsafePlan.Of("Refuses_to_export_an_image_that_is_in_no_folder_and_not_pulled",
            Plan.But(Pull, "").But("The image. }", "The image., default: \"os:1\" }"), Plan.But(Pull, "").But("The image. }", "The image., default: \"oci:images/os\" }"),
            "11:3 PLN218 no earlier 'pull'"),
        UnsafePlan.Of("Refuses_to_export_another_image_than_the_one_that_is_pulled",
            Plan.But("- pull: { image: \"${input.image}\" }", "- pull: { image: \"other/os:1\" }"), Plan,
            "12:3 PLN218 brings '${input.image}'"),
        UnsafePlan.Of("Refuses_to_export_an_image_that_is_pulled_on_some_devices_only",
            Plan.But("- pull: { image: \"${input.image}\" }", "- pull: { image: \"${input.image}\" }\n  when: { os.version: \"> 2.0.1\" }"), Plan,
            "13:3 PLN218 without 'when'"),
        UnsafePlan.Of("Refuses_to_export_an_image_that_was_removed_with_all_others",
            Plan.But(Mkfs, "- remove-containers:\n  no-return: what the engine holds\n" + Mkfs), Plan.But(Verify, Verify + "- remove-containers:\n  no-return: what the engine holds\n"),
            "14:3 PLN218 brings '${input.image}' after step 3 removes every image"),
        UnsafePlan.Of("Refuses_to_export_an_image_whose_folder_was_erased_since",
            Plan.But(Pull, Stored).But(Mkfs, "- mkfs: extra\n  no-return: what lies on extra\n" + Mkfs), Plan.But(Pull, Stored).But(Verify, Verify + "- mkfs: extra\n  no-return: what lies on extra\n"),
            "14:3 PLN218 brings '${input.image}' after step 3 removes extra:/images/os"),
        UnsafePlan.Of("Refuses_to_export_an_image_that_the_engine_held_and_not_one_that_is_stored",
            Plan.But(Pull, Pull + "- remove-containers:\n  no-return: what the engine holds\n"), Plan.But(Pull, Stored + "- remove-containers:\n  no-return: what the engine holds\n"),
            "14:3 PLN218 brings '${input.image}' after step 3 removes every image"),
        UnsafePlan.Of("Refuses_a_registry_that_is_not_told_where_to_put_the_image",
            Plan.But(Pull, Stored.But(", to: \"extra:/images/os\"", "")), Plan.But(Pull, Stored),
            "10:3 PLN012 'to' must be given with 'via: registry'"),
        UnsafePlan.Of("Refuses_an_engine_that_is_told_where_to_put_the_image",
            Plan.But(Pull, Stored.But("registry", "engine")), Plan.But(Pull, Stored.But("via: registry, ", "")),
            "10:3 PLN024 'via' must be registry"),
        UnsafePlan.Of("Refuses_to_make_a_file_system_by_a_program_that_lies_on_it",
            Plan.But(Mkfs, "- mkfs: { partition: spare, program: \"spare:/mkfs\" }\n"), Plan.But(Mkfs, "- mkfs: { partition: spare, program: \"extra:/mkfs\" }\n"),
            "11:3 PLN222 'mkfs spare' needs spare:/mkfs, on the partition that it formats"),
        UnsafePlan.Of("Refuses_to_make_a_file_system_by_a_program_that_an_earlier_step_erased",
            Plan.But(Mkfs, Erased + "- mkfs: { partition: spare, program: \"extra:/mkfs\" }\n"), Plan.But(Mkfs, "- mkfs: { partition: spare, program: \"extra:/mkfs\" }\n" + Erased),
            "13:3 PLN222 'mkfs spare' needs extra:/mkfs, on a partition that step 3 erases"),
        UnsafePlan.Of("Refuses_to_relocate_after_something_was_written_to_a_slot",
            Plan.But(Verify, Verify + Relocate), Plan.But(Pull, Relocate + Pull),
            "14:3 PLN223 'mkfs spare' before it writes to a slot"),
        UnsafePlan.Of("Refuses_to_relocate_to_what_is_no_slot",
            Plan.But(Pull, "- relocate: extra\n" + Pull), Plan.But(Pull, Relocate + Pull),
            "10:3 PLN223 'extra' is the partition of no slot"),
        UnsafePlan.Of("Refuses_to_relocate_on_some_devices_only",
            Plan.But(Pull, Relocate + "  when: { slot.active: B }\n" + Pull), Plan.But(Pull, Relocate + Pull),
            "10:3 PLN223 may not have a 'when'"),
        UnsafePlan.Of("Refuses_to_relocate_twice",
            Plan.But(Pull, Relocate + Relocate + Pull), Plan.But(Pull, Relocate + Pull),
            "11:3 PLN223 step 2 in line 10 does already", "11:3 PLN223 before it writes to a slot"),
        UnsafePlan.Of("Refuses_a_health_check_that_can_not_fail",
            Plan.But("{ os.version: \"${target.version}\" }", "{ slot.distinct: true }"), Plan,
            "15:3 PLN209 ('os.version')"),
        UnsafePlan.Of("Refuses_to_go_on_after_the_new_OS_was_confirmed",
            Plan.But("- confirm\n", "- confirm\n- start-service: supervisor\n"), Plan.But("- confirm\n", "- start-service: supervisor\n- confirm\n"),
            "17:3 PLN210 must be the last step: 'start-service supervisor'"),
    ];
}
