namespace Planner.Devices.Simulated.Tests.Files;

public sealed class BrokenDeviceFileTests
{
    [Test]
    public void Refuses_a_device_that_is_neither_bench_nor_snapshot() => Check.Says("1:1: PLN120: ", """
        device: mine
        language: 1
        layout: contract@1.0.0
        board: grub-board
        """);

    [Test]
    public void Refuses_a_device_that_is_both_bench_and_snapshot() => Check.Says("5:1: PLN120: ", Check.Snapshot + "images: { boot: boot.img, rootA: rootA.img, rootB: rootB.img, state: state.img, data: data.img }");

    [Test]
    public void Refuses_commands_of_a_snapshot() => Check.Says("8:1: PLN121: 'commands'", Check.Snapshot + "commands: { supervisor: { start: a, stop: b, status: c } }");

    [Test]
    public void Refuses_the_engine_of_a_bench_in_a_snapshot() => Check.Says("8:1: PLN121: 'engine'", Check.Snapshot + "engine: { status: \"true\" }");

    [TestCase("/dev/sda1")]
    [TestCase("/srv/rootA.img")]
    [TestCase("../rootA.img")]
    [TestCase("images/../../rootA.img")]
    public void Refuses_an_image_outside_of_the_folder(string image) =>
        Check.Says("5:34: PLN122: ", Check.Bench.Replace("rootA.img", image, StringComparison.Ordinal));

    [Test]
    public void Refuses_two_partitions_in_one_image() => Check.Says("5:45: PLN124: ", Check.Bench.Replace("rootB.img", "rootA.img", StringComparison.Ordinal));

    [Test]
    public void Refuses_a_bench_without_the_image_of_a_partition() => Check.Says("5:1: PLN012: ", Check.Bench.Replace(", state: state.img", "", StringComparison.Ordinal));

    [Test]
    public void Refuses_an_engine_with_socket_and_status() => Check.Says("6:9: PLN010: ", Check.Bench + "engine: { socket: e.sock, status: \"true\" }");

    [Test]
    public void Refuses_a_tree_file_that_is_not_there() => Check.Says("7:36: PLN123: ", Check.Snapshot.Replace("rootA: {}", "rootA: { tree: a.tree }", StringComparison.Ordinal));

    [Test]
    public void Names_the_line_of_a_broken_tree_file() =>
        Check.Says("a.tree:2:1: PLN125: ", Check.Snapshot.Replace("rootA: {}", "rootA: { tree: a.tree }", StringComparison.Ordinal), ("a.tree", "{\"path\":\"/a\",\"type\":\"folder\",\"mode\":\"0755\",\"uid\":0,\"gid\":0}\nnonsense\n"));

    [TestCase("/a: { text: x, size: 5 }", TestName = "Refuses_a_file_with_text_and_size")]
    [TestCase("/a: { mode: \"0644\" }", TestName = "Refuses_a_file_that_is_nothing")]
    [TestCase("/a: { folder: true, link: b }", TestName = "Refuses_a_folder_that_is_a_link")]
    [TestCase("/a: { folder: false }", TestName = "Refuses_a_file_that_is_only_no_folder")]
    public void Refuses_an_entry_that_contradicts_itself(string entry) => Check.Says("7:45: PLN124: ", WithFiles(entry));

    [Test]
    public void Refuses_an_update_lock_where_the_layout_has_none() =>
        Check.Says("8:3: PLN127: contract@1.0.0 has no update lock at 'data:/resin-data/update.lock'", Check.Snapshot.TrimEnd() + "\n  update-locks: [\"data:/resin-data/update.lock\", \"data:/resin-data/7/update.lock\"]\n");

    [Test]
    public void Refuses_another_name_of_a_file_that_is_not_there() => Check.Says("7:51: PLN124: ", WithFiles("/a: { same-as: /b }"));

    [Test]
    public void Refuses_a_digest_without_a_size() => Check.Says("7:60: PLN124: ", WithFiles("/a: { text: x, sha256: \"00\" }"));

    [Test]
    public void Refuses_a_digest_that_is_none() => Check.Says("7:60: PLN011: ", WithFiles("/a: { size: 5, sha256: \"00\" }"));

    [Test]
    public void Refuses_a_file_below_a_file() => Check.Says("7:52: PLN124: ", WithFiles("/a: x, /a/b: y"));

    [Test]
    public void Refuses_a_path_that_is_not_absolute() => Check.Says("7:45: PLN011: ", WithFiles("etc/hosts: x"));

    [Test]
    public void Refuses_a_path_that_goes_up() => Check.Says("7:45: PLN011: ", WithFiles("/etc/../hosts: x"));

    [Test]
    public void Refuses_a_device_node_that_is_none() => Check.Says("7:51: PLN011: ", WithFiles("/a: { device: tty }"));

    [Test]
    public void Refuses_base64_that_is_none() => Check.Says("7:51: PLN011: ", WithFiles("/a: { base64: \"?\" }"));

    [Test]
    public void Refuses_a_slot_that_the_layout_lacks() => Check.Says("6:3: PLN126: contract@1.0.0 has no slot 'rootA'", Check.Snapshot.Replace("running: A", "running: rootA", StringComparison.Ordinal));

    [Test]
    public void Refuses_a_board_that_the_layout_lacks() => Check.Says("4:1: PLN107: contract@1.0.0 has no board 'grub-bord'; did you mean 'grub-board'?", Check.Snapshot.Replace("grub-board", "grub-bord", StringComparison.Ordinal));

    [Test]
    public void Refuses_a_layout_that_is_not_there() => Check.Says("3:9: PLN106: ", Check.Snapshot.Replace("contract@1.0.0", "contract@2.0.0", StringComparison.Ordinal));

    [Test]
    public void Refuses_a_partition_that_the_layout_lacks() => Check.Says("7:17: PLN101: contract@1.0.0 has no partition 'bot'; did you mean 'boot'?", Check.Snapshot.Replace("boot: {}", "bot: {}, boot: {}", StringComparison.Ordinal));

    [Test]
    public void Refuses_a_service_that_the_layout_lacks() => Check.Says("8:15: PLN102: ", Check.Snapshot + "  services: { supervisr: { a.service: true } }");

    [Test]
    public void Refuses_a_broken_service_that_the_layout_lacks() => Check.Says("8:3: PLN102: ", Check.Snapshot + "  broken: [telegraph]");

    [Test]
    public void Refuses_a_snapshot_without_a_partition() => Check.Says("6:3: PLN012: ", Check.Snapshot.Replace(", data: {}", "", StringComparison.Ordinal));

    [Test]
    public void Refuses_a_partition_that_holds_more_than_it_can() => Check.Says("7:27: PLN024: ", Check.Snapshot.Replace("rootA: {}", "rootA: { other: 1GiB }", StringComparison.Ordinal));

    [Test]
    public void Refuses_an_image_reference_that_is_none() => Check.Says("8:13: PLN011: ", Check.Snapshot + "  images: { \"no good\": { arch: amd64 } }");

    [Test]
    public void Refuses_an_image_digest_that_is_none() => Check.Says("8:36: PLN011: ", Check.Snapshot + "  images: { \"os:1\": { arch: amd64, digest: \"sha256:1\" } }");

    [Test]
    public void Refuses_an_image_without_a_platform() => Check.Says("8:21: PLN012: ", Check.Snapshot + "  images: { \"os:1\": { } }");

    [Test]
    public void Refuses_a_clock_that_is_no_moment_in_utc() => Check.Says("8:10: PLN011: ", Check.Snapshot + "  clock: 2018-06-01T00:00:00+02:00");

    [Test]
    public void Refuses_a_newer_language() => Check.Says("2:11: PLN017: ", Check.Snapshot.Replace("language: 1", "language: 2", StringComparison.Ordinal));

    [Test]
    public void Names_a_near_key_for_a_misspelt_one() => Check.Says("8:3: PLN010: state takes no 'onlin'; did you mean 'online'?", Check.Snapshot + "  onlin: true");

    [Test]
    public void Reports_all_problems_of_a_file_at_once()
    {
        var (_, problems) = Check.Read(Check.Snapshot.Replace("grub-board", "other", StringComparison.Ordinal).Replace("running: A", "running: C", StringComparison.Ordinal) + "  online: yes\ncommands: {}\n");
        Assert.That(problems.Select(problem => string.Join(':', problem.Split(':')[..3])), Is.EquivalentTo(new[] { "4:1: PLN107", "6:3: PLN126", "8:11: PLN011", "9:1: PLN121" }));
    }

    static string WithFiles(string entry) => Check.Snapshot.Replace("rootA: {}", $"rootA: {{ files: {{ {entry} }} }}", StringComparison.Ordinal);
}
