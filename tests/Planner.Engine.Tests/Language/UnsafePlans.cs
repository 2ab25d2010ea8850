using System.Text;

namespace Planner.Engine.Tests.Language;

/// <summary>A plan that could break a device, and its repaired twin.</summary>
/// <param name="Broken">The plan and what is said of it.</param>
/// <param name="Repaired">The same plan without the problem.</param>
sealed record UnsafePlan(BrokenFile Broken, string Repaired)
{
    public static UnsafePlan Of(string name, string broken, string repaired, params string[] says) => new(new BrokenFile(name, Encoding.UTF8.GetBytes(broken), false, says), repaired);
}

/// <summary>A plan for every safety rule.</summary>
static class UnsafePlans
{
    const string Plan = Sample.Plan;

    public static IEnumerable<BrokenFile> Files => All.Select(plan => plan.Broken);

    public static IEnumerable<UnsafePlan> All =>
    [
        UnsafePlan.Of("Refuses_to_change_something_precious_without_undo",
            Before("switch-boot", "mkfs: extra"), Before("switch-boot", "mkfs: extra\n  no-return: what lies on extra"),
            "14:3 PLN201 'mkfs extra' erases extra:/ and can not be undone"),
        UnsafePlan.Of("Refuses_to_remove_containers_while_there_is_a_way_back",
            Before("switch-boot", "remove-containers"), Before("switch-boot", "remove-containers:\n  no-return: what the engine holds"),
            "14:3 PLN201 'remove-containers' erases the user's containers and erases the container engine's images and can not be undone; only a step from 'no-return' on"),
        UnsafePlan.Of("Refuses_a_point_of_no_return_that_nothing_needs",
            Plan.But("- verify: spare", "- verify: spare\n  no-return: nothing"), Plan,
            "13:3 PLN202 every step can be undone"),
        UnsafePlan.Of("Refuses_mounts_for_a_program_that_is_not_in_a_container",
            Before("switch-boot", "run: { command: [look], mounts: { /mnt/boot: boot }, reads: [\"boot:/\"] }"), Before("switch-boot", "run: { command: [look], image: \"${input.image}\", mounts: { /mnt/boot: boot }, reads: [\"boot:/\"] }"),
            "14:3 PLN220 'mounts' need 'image'"),
        UnsafePlan.Of("Refuses_a_container_that_sees_what_its_step_does_not_declare",
            Before("switch-boot", "run: { command: [look], image: \"${input.image}\", mounts: { /mnt/boot: boot } }"), Before("switch-boot", "run: { command: [look], image: \"${input.image}\", mounts: { /mnt/boot: boot }, reads: [\"boot:/\"] }"),
            "14:3 PLN220 'boot' is mounted in the container, and the step does not declare to read or change it"),
        UnsafePlan.Of("Refuses_to_keep_what_the_run_itself_writes_to",
            Before("switch-boot", "run: { command: [work], changes: [\"state:/\"], keeps: true }"), Before("switch-boot", "run: { command: [work], changes: [\"state:/settings\"], keeps: true }"),
            "14:3 PLN220 'keeps' can not keep state:/"),
        UnsafePlan.Of("Refuses_a_second_point_of_no_return",
            Before("switch-boot", "mkfs: extra\n  no-return: this\n- mkfs: extra\n  no-return: that"), Before("switch-boot", "mkfs: extra\n  no-return: this\n- mkfs: extra"),
            "16:3 PLN203 step 6 in line 14"),
        UnsafePlan.Of("Refuses_to_change_the_slot_that_runs",
            Before("verify", "put: { file: \"active:/etc/x\", content: a }"), Before("verify", "put: { file: \"spare:/etc/x\", content: a }"),
            "13:3 PLN204 changes active:/etc/x: the slot that runs"),
        UnsafePlan.Of("Refuses_to_change_a_slot_by_its_partition_since_it_may_run",
            Before("verify", "put: { file: \"rootB:/etc/x\", content: a }"), Before("verify", "put: { file: \"spare:/etc/x\", content: a }"),
            "13:3 PLN204 name 'spare'"),
        UnsafePlan.Of("Refuses_to_format_a_slot_without_asking_whether_it_is_in_use",
            Plan.But("{ slot.distinct: true, update.pending: false }", "{ os.name: x }"), Plan,
            "11:3 PLN205 'slot.distinct: true'", "11:3 PLN205 'update.pending: false'"),
        UnsafePlan.Of("Refuses_to_format_a_slot_after_a_check_that_may_be_skipped",
            Plan.But("update.pending: false } }", "update.pending: false } }\n  when: { os.name: x }"), Plan,
            "12:3 PLN205 'slot.distinct: true'", "12:3 PLN205 'update.pending: false'"),
        UnsafePlan.Of("Refuses_to_format_a_slot_when_it_asks_for_the_opposite",
            Plan.But("update.pending: false", "update.pending: true"), Plan,
            "11:3 PLN205 'update.pending: false'"),
        UnsafePlan.Of("Refuses_to_switch_to_a_slot_that_is_not_verified",
            Plan.But("- verify: spare\n", ""), Plan,
            "13:3 PLN206 'spare' is not verified after step 4"),
        UnsafePlan.Of("Refuses_to_switch_to_a_slot_that_is_empty",
            Plan.But("- export: { image: \"${input.image}\", to: spare }\n", ""), Plan,
            "13:3 PLN206 no earlier 'export' fills 'spare' on every device after step 3 erases it"),
        UnsafePlan.Of("Refuses_to_switch_to_a_slot_that_is_filled_on_some_devices_only",
            Plan.But("to: spare }", "to: spare }\n  when: { os.name: x }"), Plan,
            "15:3 PLN206 fills 'spare' on every device"),
        UnsafePlan.Of("Refuses_to_switch_to_a_slot_that_is_verified_on_some_devices_only",
            Plan.But("- verify: spare", "- verify: spare\n  when: { os.name: x }"), Plan,
            "15:3 PLN206 is not verified"),
        UnsafePlan.Of("Refuses_to_switch_to_a_slot_that_was_changed_after_it_was_verified",
            Before("switch-boot", "put: { file: \"spare:/x\", content: a }"), Before("verify", "put: { file: \"spare:/x\", content: a }"),
            "15:3 PLN206 is not verified after step 6"),
        UnsafePlan.Of("Refuses_to_switch_to_what_is_no_slot",
            Plan.But("- switch-boot: spare", "- switch-boot: data"), Plan,
            "14:3 PLN206 no earlier 'export' fills 'data'"),
        UnsafePlan.Of("Refuses_a_plan_that_never_switches",
            Plan.But("- switch-boot: spare\n- reboot\n", ""), Plan,
            "1:1 PLN207 updates nothing"),
        UnsafePlan.Of("Refuses_a_plan_that_switches_twice",
            Plan.But("- switch-boot: spare", "- switch-boot: spare\n- switch-boot: spare"), Plan,
            "14:3 PLN208 not 'switch-boot spare'", "15:3 PLN207 step 6 in line 14"),
        UnsafePlan.Of("Refuses_a_switch_that_may_be_skipped",
            Plan.But("- switch-boot: spare", "- switch-boot: spare\n  when: { os.name: x }"), Plan,
            "14:3 PLN207 'when'"),
        UnsafePlan.Of("Refuses_work_between_switch_and_reboot",
            Before("reboot", "put: { file: \"data:/x\", content: a }"), Before("switch-boot", "put: { file: \"data:/x\", content: a }"),
            "14:3 PLN208 not 'put data:/x'", "16:3 PLN208 directly after 'switch-boot'"),
        UnsafePlan.Of("Refuses_a_plan_that_ends_with_the_switch",
            Plan[..Plan.IndexOf("- reboot", StringComparison.Ordinal)], Plan,
            "1:1 PLN210 no 'confirm'", "14:3 PLN208 must follow directly"),
        UnsafePlan.Of("Refuses_a_reboot_that_may_be_skipped",
            Plan.But("- reboot\n", "- reboot:\n  when: { os.name: x }\n"), Plan,
            "14:3 PLN208 without 'when'"),
        UnsafePlan.Of("Refuses_a_second_reboot",
            Plan.But("- confirm", "- reboot\n- confirm"), Plan,
            "17:3 PLN208 reboots once"),
        UnsafePlan.Of("Refuses_to_confirm_an_OS_that_nobody_looked_at",
            Plan.But("- check: { that: { os.version: \"${target.version}\" }, within: 15m }\n", ""), Plan,
            "15:3 PLN209 looks at the new OS"),
        UnsafePlan.Of("Refuses_a_health_check_that_may_be_skipped",
            Plan.But("within: 15m }", "within: 15m }\n  when: { os.name: x }"), Plan,
            "15:3 PLN209 without 'when'"),
        UnsafePlan.Of("Refuses_to_confirm_before_the_health_check",
            Plan.But("- reboot\n", "- reboot\n- confirm\n").But("15m }\n- confirm\n", "15m }\n"), Plan,
            "15:3 PLN209 between this reboot and 'confirm'", "16:3 PLN210 must be the last step"),
        UnsafePlan.Of("Refuses_a_plan_that_never_confirms",
            Plan.But("- confirm\n", ""), Plan,
            "1:1 PLN210 falls back"),
        UnsafePlan.Of("Refuses_a_plan_that_confirms_twice",
            Plan.But("- confirm\n", "- confirm\n- confirm\n"), Plan,
            "18:3 PLN210 step 9 in line 17"),
        UnsafePlan.Of("Refuses_to_confirm_before_the_reboot",
            Plan.But("- confirm\n", "").But("- switch-boot", "- confirm\n- switch-boot"), Plan,
            "14:3 PLN210 after the reboot"),
        UnsafePlan.Of("Refuses_a_confirm_that_may_be_skipped",
            Plan.But("- confirm\n", "- confirm:\n  when: { os.name: x }\n"), Plan,
            "17:3 PLN210 'when'"),
        UnsafePlan.Of("Refuses_to_write_into_the_users_data",
            Before("switch-boot", "put: { file: \"data:/user/app/x\", content: a }"), Before("switch-boot", "put: { file: \"data:/users/x\", content: a }"),
            "14:3 PLN211 (data:/user)"),
        UnsafePlan.Of("Refuses_to_erase_the_users_data_also_beyond_the_point_of_no_return",
            Before("switch-boot", "mkfs: data\n  no-return: everything"), Before("switch-boot", "mkfs: extra\n  no-return: everything"),
            "14:3 PLN211 erases data:/", "14:3 PLN212 staging (data:/planner)"),
        UnsafePlan.Of("Refuses_to_erase_the_journal",
            Before("switch-boot", "mkfs: state\n  no-return: everything"), Before("switch-boot", "mkfs: extra\n  no-return: everything"),
            "14:3 PLN212 journal (state:/planner)"),
        UnsafePlan.Of("Refuses_a_check_that_is_given_up_while_it_waits",
            Plan.But("within: 15m }", "within: 15m }\n  timeout: 10m"), Plan.But("within: 15m }", "within: 15m }\n  timeout: 15m"),
            "16:3 PLN219 may wait for 15m, and its 'timeout' is 10m"),
        UnsafePlan.Of("Refuses_a_reboot_that_is_given_up_while_it_waits_for_applications",
            Plan.But("- reboot\n", "- reboot: { wait-for-locks: 2h }\n"), Plan.But("- reboot\n", "- reboot: { wait-for-locks: 2h }\n  timeout: 3h\n"),
            "15:3 PLN219 may wait for 135m, and its 'timeout' is 2h"),
        .. UnsafeFills.All,
        .. UnsafeTouches.All,
        UnsafePlan.Of("Refuses_to_need_the_network_beyond_the_point_of_no_return",
            Before("pull", "mkfs: extra\n  no-return: what lies on extra"), Before("mkfs", "mkfs: extra\n  no-return: what lies on extra"),
            "12:3 PLN213 'pull ${input.image}' needs the network"),
        UnsafePlan.Of("Refuses_to_need_space_beyond_the_point_of_no_return_that_nobody_asked_for",
            Before("switch-boot", "mkfs: extra\n  no-return: this\n- put: { file: \"boot:/x\", content: a }"),
            Before("switch-boot", "mkfs: extra\n  no-return: this\n- put: { file: \"boot:/x\", content: a }").But("update.pending: false", "update.pending: false, partition.boot.free: \"> 1MiB\""),
            "16:3 PLN214 check 'partition.boot.free'"),
    ];

    internal static string Before(string kind, string step)
    {
        var at = Plan.IndexOf($"- {kind}", StringComparison.Ordinal);
        return $"{Plan[..at]}- {step}\n{Plan[at..]}";
    }
}
