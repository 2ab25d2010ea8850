using static Planner.Engine.Tests.Language.BrokenFile;

namespace Planner.Engine.Tests.Language;

/// <summary>Layouts that are wrong.</summary>
static class BrokenLayouts
{
    public static IEnumerable<BrokenFile> Files =>
    [
        Layout("Refuses_a_layout_with_an_unknown_key", Sample.Layout.But("user-data:", "userdata:"), "14:1 PLN010 'userdata'; did you mean 'user-data'?"),
        Layout("Refuses_a_layout_without_boards", Sample.Layout[..Sample.Layout.IndexOf("boards:", StringComparison.Ordinal)], "1:1 PLN012 layout needs 'boards'"),
        Layout("Refuses_a_board_without_a_platform", Sample.Layout.But("arch: arm/v7, ", ""), "19:8 PLN012 board needs 'arch'"),
        Layout("Refuses_a_size_that_is_none", Sample.Layout.But("size: 40MiB", "size: big"), "7:42 PLN011 a size like 170MiB"),
        Layout("Refuses_a_newer_layout", Sample.Layout.But("language: 1", "language: 3"), "3:11 PLN017 needs language 3"),
        Layout("Refuses_a_layout_that_is_called_otherwise", Sample.Layout, "1:1 PLN019 folder 'other'") with { File = "layouts/other/1.0.0.yaml" },
        Layout("Refuses_a_fact_without_a_place", Sample.Layout.But("env: [/etc/os-release, \"boot:/version\"], ", ""), "5:15 PLN012 exactly one of 'env' and 'json'"),
        Layout("Refuses_a_fact_with_two_kinds_of_places", Sample.Layout.But("key: VERSION", "json: /a, key: VERSION"), "5:15 PLN010 exactly one of 'env' and 'json'"),
        Layout("Refuses_an_unknown_fact_in_a_layout", Sample.Layout.But("os.version:", "os.versions:"), "5:3 PLN103 did you mean 'os.version'?"),
        Layout("Refuses_a_slot_on_an_unknown_partition", Sample.Layout.But("B: rootB", "B: rootC"), "13:23 PLN101 'rootC'"),
        Layout("Refuses_two_slots_on_one_partition", Sample.Layout.But("B: rootB", "B: rootA"), "13:20 PLN113 where 'A' lies too"),
        Layout("Refuses_a_partition_that_is_called_like_a_role", Sample.Layout.But("  extra:", "  spare:"), "12:3 PLN113 is a role"),
        Layout("Refuses_two_partitions_with_one_label", Sample.Layout.But("label: extra", "label: data"), "12:3 PLN113 which 'data' has too"),
        Layout("Refuses_a_start_without_a_number", Sample.Layout.But("label: extra,", "label: extra, start: 4MiB,"), "12:3 PLN113 needs 'number' too"),
        Layout("Refuses_a_start_within_a_sector", Sample.Layout.But("label: extra,", "label: extra, number: 7, start: 4000,"), "12:3 PLN113 whole sectors"),
        Layout("Refuses_two_partitions_with_one_number", Sample.Layout.But("label: extra,", "label: extra, number: 7,").But("label: data,", "label: data, number: 7,"), "12:3 PLN113 which 'data' has too"),
        Layout("Refuses_two_partitions_that_overlap", Sample.Layout.But("label: extra,", "label: extra, number: 7, start: 8MiB,").But("label: data,", "label: data, number: 6, start: 4MiB, size: 5MiB,"), "12:3 PLN113 begins within 'data'"),
        Layout("Refuses_a_partition_with_the_number_0", Sample.Layout.But("label: extra,", "label: extra, number: 0,"), "12:34 PLN024 from 1 to 1000"),
        Layout("Refuses_a_journal_on_a_slot", Sample.Layout.But("\"state:/planner\"", "\"rootA:/planner\""), "16:1 PLN113 'journal' lies on the slot"),
        Layout("Refuses_a_board_that_lacks_a_slot", Sample.Layout.But(", B: \"3\"", ""), "18:3 PLN113 the slots A, but the layout has A, B"),
        Layout("Refuses_a_board_without_what_its_family_needs", Sample.Layout.But("variable: root, ", ""), "18:3 PLN113 needs 'file', 'variable' and 'slots'"),
        Layout("Refuses_a_board_whose_family_changes_a_text_and_has_none", Sample.Layout.But("boot: command, exposes", "boot: grub-config, exposes"), "19:3 PLN113 'two' needs 'file' and 'slots'"),
        Layout("Refuses_slots_of_different_lengths_where_a_text_is_changed_in_place", Sample.Layout.But("boot: command, exposes", "boot: kernel-cmdline, file: \"boot:/cmdline.txt\", variable: root, slots: { A: /dev/sda2, B: /dev/sda10 }, exposes"), "19:3 PLN113 different lengths, and kernel-cmdline"),
        Layout("Refuses_a_counter_where_no_loader_counts", Sample.Layout.But("boot: command, exposes", "boot: grub-config, file: \"boot:/grub.cfg\", slots: { A: /dev/sda2, B: /dev/sda3 }, counter: { flag: counting, limit: 1 }, exposes"), "19:3 PLN113 no loader of grub-config counts"),
        Layout("Refuses_an_unknown_boot_family", Sample.Layout.But("boot: grub-env", "boot: grub-evn"), "18:29 PLN108 did you mean 'grub-env'?"),
        Layout("Refuses_another_service_manager", Sample.Layout.But("manager: systemd", "manager: upstart"), "15:22 PLN011 systemd"),
        Layout("Refuses_a_service_without_units", Sample.Layout.But("[supervisor.service]", "[]"), "15:43 PLN024 at least one unit"),
        Layout("Refuses_commands_without_a_status", Sample.Layout.But("[supervisor.service]", "{ commands: { start: a, stop: b } }"), "15:55 PLN012 'status'"),
        Layout("Refuses_a_path_with_dots", Sample.Layout.But("\"data:/user\"", "\"data:/../user\""), "14:13 PLN011 a file on a partition"),
        Layout("Refuses_a_board_without_a_counter_that_exposes_nothing", Sample.Layout.But(", counter: { flag: counting, limit: 1 } }", " }"), "18:3 PLN113 'one' needs 'exposes': without 'counter'"),
        Layout("Refuses_a_board_with_a_shared_kernel_that_exposes_nothing", Sample.Layout.But("limit: 1 } }", "limit: 1 }, kernel: boot }"), "18:3 PLN113 'one' needs 'exposes': its kernel"),
        Layout("Refuses_two_slots_with_one_value", Sample.Layout.But("B: \"3\"", "B: \"2\""), "18:3 PLN113 gives two slots one value"),
        Layout("Refuses_a_slot_with_a_value_of_two_lines", Sample.Layout.But("B: \"3\"", "B: \"3\\n4\""), "18:3 PLN113 not one line"),
        Layout("Refuses_one_variable_for_two_things", Sample.Layout.But("flag: counting, limit: 1", "flag: root, limit: 1"), "18:3 PLN113 root, root, bootcount"),
        Layout("Refuses_boot_variables_on_a_slot", Sample.Layout.But("\"boot:/grubenv\"", "\"rootA:/grubenv\""), "18:3 PLN113 rootA:/grubenv on a slot"),
        Layout("Refuses_a_count_on_a_slot", Sample.Layout.But("\"boot:/count.env\"", "\"rootB:/count.env\""), "20:3 PLN113 rootB:/count.env on a slot"),
        Layout("Refuses_a_journal_in_the_users_data", Sample.Layout.But("\"state:/planner\"", "\"data:/user/planner\""), "16:1 PLN113 'journal' lies in the user's data"),
        Layout("Refuses_staging_in_the_users_data", Sample.Layout.But("staging: \"data:/planner\"", "staging: \"data:/user\""), "16:1 PLN113 'staging' lies in the user's data"),
        Layout("Refuses_user_data_on_a_slot", Sample.Layout.But("\"data:/user\"", "\"rootA:/home\""), "14:1 PLN113 rootA:/home on a slot"),
        Layout("Refuses_a_label_that_vfat_can_not_hold", Sample.Layout.But("label: boot,", "label: boot-partition,"), "7:3 PLN024 vfat holds 11"),
        Layout("Refuses_a_label_that_ext4_can_not_hold", Sample.Layout.But("label: extra,", "label: extra-partition-of-all,"), "12:3 PLN024 ext4 holds 16"),
        Layout("Refuses_an_update_lock_on_a_slot", Sample.Layout.But("boards:", "update-locks: [\"active:/tmp/update.lock\"]\nboards:"), "17:1 PLN113 active:/tmp/update.lock on a slot"),
        Layout("Refuses_an_update_lock_on_an_unknown_partition", Sample.Layout.But("boards:", "update-locks: [\"date:/apps/*/update.lock\"]\nboards:"), "17:16 PLN101 did you mean 'data'?"),
        Layout("Refuses_an_update_lock_that_is_no_place", Sample.Layout.But("boards:", "update-locks: [{ path: tmp/update.lock, held: flock }]\nboards:"), "17:24 PLN011 a lock file like"),
        Layout("Refuses_another_sign_of_an_update_lock", Sample.Layout.But("boards:", "update-locks: [{ path: /tmp/update.lock, held: always }]\nboards:"), "17:48 PLN011 exists"),
        Layout("Refuses_to_ask_the_kernel_before_the_init_system", Sample.Layout.But("boards:", "reboot: { forced-after: 10m }\nboards:"), "17:1 PLN113 'kernel-after' must be longer"),
        Layout("Refuses_a_partition_of_no_size", Sample.Layout.But("size: 20MiB", "size: 0"), "10:3 PLN024 has no size"),
    ];
}
