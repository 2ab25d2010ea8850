using System.Text;
using Planner.Engine.Language;

namespace Planner.Engine.Tests.Language;

/// <summary>The user's data may be erased only between a backup and its restore.</summary>
public sealed class BackupRulesTests
{
    const string Backup = "- backup: { folder: \"data:/user\", to: \"extra:/user.tar.gz\" }\n";
    const string Erase = "- mkfs: data\n  no-return: what else lies on data\n";
    const string Restore = "- restore: { from: \"extra:/user.tar.gz\", to: \"data:/user\" }\n";

    static readonly Engine.Devices.Layout Layout = LayoutReader.Read("test/1.0.0.yaml", Encoding.UTF8.GetBytes(Sample.Layout.But("staging: \"data:/planner\"", "staging: \"state:/staging\"")), new ReadContext())!;

    [Test]
    public void Allows_to_erase_what_was_backed_up_and_is_put_back() => Assert.That(Problems(Backup + Erase + Restore), Is.Empty);

    [Test]
    public void Allows_to_erase_it_twice() => Assert.That(Problems(Backup + Erase + "- mkfs: data\n" + Restore), Is.Empty);

    [TestCase(Erase + Restore, "'mkfs data' erases data:/, where the user's data lies (data:/user), and no earlier 'backup'", TestName = "Refuses_to_erase_it_without_a_backup")]
    [TestCase(Backup + Erase, "no earlier 'backup' of that folder is put back", TestName = "Refuses_to_erase_it_when_nothing_puts_it_back")]
    [TestCase(Backup + "- restore: { from: \"extra:/other.tar.gz\", to: \"data:/user\" }\n" + Erase, "no earlier 'backup' of that folder is put back", TestName = "Refuses_to_put_back_another_archive")]
    [TestCase(Backup + Erase + "- mkfs: extra\n" + Restore, "'mkfs extra' touches the backup extra:/user.tar.gz", TestName = "Refuses_to_erase_the_backup_before_it_is_put_back")]
    [TestCase(Backup + Erase + "- put: { file: \"extra:/user.tar.gz\" }\n" + Restore, "'put extra:/user.tar.gz' touches the backup", TestName = "Refuses_to_write_over_the_backup_before_it_is_put_back")]
    [TestCase("- backup: { folder: \"data:/user\", to: \"data:/user.tar.gz\" }\n" + Erase + "- restore: { from: \"data:/user.tar.gz\", to: \"data:/user\" }\n", "'mkfs data' touches the backup data:/user.tar.gz", TestName = "Refuses_a_backup_on_the_partition_that_is_erased")]
    [TestCase("- backup: { folder: \"data:/user\", to: \"extra:/user.tar.gz\" }\n  when: { os.name: x }\n" + Erase + Restore, "no earlier 'backup'", TestName = "Refuses_a_backup_that_may_be_skipped")]
    [TestCase(Backup + Erase + "- restore: { from: \"extra:/user.tar.gz\", to: \"data:/user\" }\n  when: { os.name: x }\n", "no earlier 'backup'", TestName = "Refuses_a_restore_that_may_be_skipped")]
    [TestCase(Backup + "- put: { file: \"data:/user/x\" }\n" + Erase + Restore, "only erasing a whole partition can be covered", TestName = "Refuses_to_write_into_it_although_there_is_a_backup")]
    [TestCase(Backup + "- restore: { from: \"extra:/user.tar.gz\", to: \"data:/user\" }\n  no-return: everything\n", "no earlier step backed that folder up and erased it", TestName = "Refuses_to_put_back_what_nothing_erased")]
    public void Refuses(string steps, string why) => Assert.That(Problems(steps), Has.Some.Contains("PLN211").And.Some.Contains(why));

    static IReadOnlyList<string> Problems(string steps)
    {
        var context = new ReadContext();
        var at = Sample.Plan.IndexOf("- switch-boot", StringComparison.Ordinal);
        PlanReader.Read("p.yaml", Encoding.UTF8.GetBytes(Sample.Plan[..at] + steps + Sample.Plan[at..]), new LayoutSet(Layout), context);
        return [.. context.Problems.Select(problem => problem.ToString())];
    }
}
