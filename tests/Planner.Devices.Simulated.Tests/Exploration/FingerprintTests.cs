using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices.Files;
using Planner.Engine.Images;

namespace Planner.Devices.Simulated.Tests.Exploration;

public sealed class FingerprintTests
{
    static readonly TreeNode Tree = Node(tree => tree.File("/etc/a", "one").File("/etc/b", "two").Link("/c", "etc"));

    [Test]
    public void Trees_with_the_same_entries_are_the_same_whatever_their_times()
    {
        var later = TreeEdits.Put(Tree, "/etc/a", new TreeNode(TreeEdits.Find(Tree, "/etc/a")!.Entry with { ModifiedAt = DateTimeOffset.UnixEpoch }, FileContent.Of("one"u8)));
        Assert.That(later, Is.Not.SameAs(Tree));
        Assert.That(later.Fingerprint, Is.EqualTo(Tree.Fingerprint));
        Assert.That(later.IsSameAs(Tree));
    }

    [Test]
    public void Any_difference_that_an_owner_would_see_makes_another_tree()
    {
        TreeNode[] others =
        [
            Node(tree => tree.File("/etc/a", "one!").File("/etc/b", "two").Link("/c", "etc")),
            Node(tree => tree.File("/etc/a", "two").File("/etc/b", "one").Link("/c", "etc")),
            Node(tree => tree.File("/etc/a", "one", 0b111_101_101).File("/etc/b", "two").Link("/c", "etc")),
            Node(tree => tree.File("/etc/a", "one").File("/etc/b", "two").Link("/c", "tmp")),
            Node(tree => tree.File("/etc/a", "one").File("/etc/b", "two").Link("/c", "etc").Folder("/d")),
            Node(tree => tree.File("/etc/a", "one").Link("/c", "etc")),
        ];
        foreach (var other in others) Assert.That(other.IsSameAs(Tree), Is.False, string.Join(", ", Tree.Manifest.DifferencesTo(other.Manifest)));
    }

    [Test]
    public void Names_of_one_file_are_told_from_two_files_alike()
    {
        var shared = Node(tree => tree.File("/a", "x").Add(new TreeEntry { Path = "/b", Type = EntryType.File, SameAs = "/a" }));
        Assert.That(shared.IsSameAs(Node(tree => tree.File("/a", "x").File("/b", "x"))), Is.False);
        Assert.That(shared.IsSameAs(Node(tree => tree.File("/a", "x").Add(new TreeEntry { Path = "/b", Type = EntryType.File, SameAs = "/a" }))));
    }

    [Test]
    public void A_flushed_folder_keeps_a_durable_file_under_the_name_to_which_it_was_renamed()
    {
        var durable = Node(tree => tree.File("/name", "old").File("/beside", "new"));
        var renamed = TreeEdits.Put(TreeEdits.Remove(durable, "/beside"), "/name", TreeEdits.Find(durable, "/beside")!);
        Assert.That(Durability.Flush(durable, "/", renamed).IsSameAs(renamed));
        var written = TreeEdits.Put(durable, "/name", TreeEdits.Find(durable, "/name")!.With(FileContent.Of("other"u8), DateTimeOffset.UnixEpoch));
        Assert.That(Durability.Flush(durable, "/", written).IsSameAs(durable), "content is not flushed with the folder");
    }

    static TreeNode Node(Action<TreeSnapshotBuilder> build)
    {
        var tree = new TreeSnapshotBuilder();
        build(tree);
        return TreeReading.NodeOf(tree.Build());
    }
}
