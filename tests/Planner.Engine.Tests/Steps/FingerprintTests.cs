using System.Security.Cryptography;
using System.Text;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The field <c>fingerprint</c> of the step kind <c>check</c>.</summary>
public class FingerprintTests
{
    const string Check = """- check: { fingerprint: { list: "active:/os.fingerprint", except: [/etc/hostname, /order] } }""";
    const string List = "rootA:/os.fingerprint";

    [Test]
    public async Task Files_that_are_as_the_list_says_are_fine()
    {
        var trial = await Of(_ => default);
        await trial.RunToAsync(OutcomeKind.Done, 0);
    }

    [Test]
    public async Task Every_modified_added_and_deleted_file_is_named_and_nothing_has_changed()
    {
        var trial = await Of(async files =>
        {
            await files.WriteAsync(new("rootA", "/etc/os-release"), "ID=\"resin-os\"\nVERSION=\"2.0.0+rev1\"\nMINE=1\n"u8.ToArray(), 420, default);
            await files.WriteAsync(new("rootA", "/etc/mine"), "m"u8.ToArray(), 420, default);
            await files.DeleteAsync(new("rootA", "/data/su"), default);
        });
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons, Is.EqualTo(new[] { "rootA differs from /os.fingerprint in 3 files: /data/su (deleted), /etc/mine (added), /etc/os-release (modified)" }));
        Assert.That(trial.Before.DifferencesTo(trial.Device.World), Is.Empty);
    }

    [Test]
    public async Task What_is_excepted_may_differ_come_and_go()
    {
        var trial = await Of(async files =>
        {
            await files.WriteAsync(new("rootA", "/etc/hostname"), "renamed\n"u8.ToArray(), 420, default);
            await files.WriteAsync(new("rootA", "/order/added"), "1"u8.ToArray(), 420, default);
            await files.DeleteAsync(new("rootA", "/order/B"), default);
        });
        await trial.RunToAsync(OutcomeKind.Done, 0);
    }

    [Test]
    public async Task A_file_that_has_become_a_link_is_deleted_and_links_do_not_count()
    {
        var trial = await Of(async files =>
        {
            await files.DeleteAsync(new("rootA", "/data/tune"), default);
            await files.LinkAsync(new("rootA", "/data/su"), "song", default);
        });
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons, Is.EqualTo(new[] { "rootA differs from /os.fingerprint in 1 file: /data/su (deleted)" }));
    }

    [Test]
    public async Task A_few_of_many_are_named_and_all_are_told()
    {
        var trial = await Of(async files =>
        {
            for (var number = 10; number < 35; number++) await files.WriteAsync(new("rootA", $"/mine/{number}"), "m"u8.ToArray(), 420, default);
        });
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons.Single(), Does.StartWith("rootA differs from /os.fingerprint in 25 files: /mine/10 (added), ").And.EndsWith(", /mine/19 (added) and 15 more"));
        Assert.That(trial.Events.OfType<StepProgress>().Select(step => step.Text), Is.EqualTo(Enumerable.Range(10, 25).Select(number => $"/mine/{number} (added)")));
    }

    [Test]
    public async Task Planners_own_files_of_an_open_run_do_not_count()
    {
        var trial = await ListedAsync(Trial.Of(Check));
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Device.Trace.Any(call => call.Call == "files.md5"), Is.True);
    }

    [TestCase("\n", "rootA differs from /os.fingerprint in 4 files: /data/chorus (added), /data/song (added), /data/su (added), /etc/os-release (added)")]
    [TestCase("\n0123456789abcdef0123456789abcdef  /a\n0123  /b\n", "rootA:/os.fingerprint: line 3 is no MD5 and path")]
    [TestCase(null, "rootA:/os.fingerprint: there is no such list")]
    public async Task A_list_that_says_nothing_or_is_broken_or_missing_refuses(string? list, string reason)
    {
        var trial = Trial.First(Check);
        if (list is not null) await trial.WithAsync(device => device.Files.WriteAsync(new("rootA", "/os.fingerprint"), Encoding.UTF8.GetBytes(list), 420, default));
        Assert.That((await trial.RunToAsync(OutcomeKind.Refused, 4)).Reasons, Is.EqualTo(new[] { reason }));
    }

    [TestCase("{0} */{1}\n")]
    [TestCase("{0}  ./{1}\r\n")]
    [TestCase("{0}\t{1}\n")]
    public async Task Lists_are_read_as_different_builds_write_them(string line)
    {
        var trial = await ListedAsync(Trial.First(Check), line);
        await trial.RunToAsync(OutcomeKind.Done, 0);
    }

    [Test]
    public async Task Names_on_vfat_have_no_case()
    {
        var trial = Trial.First("""- check: { fingerprint: "boot:/os.fingerprint" }""", file => file.In(state => state with { Partitions = state.Partitions.ToDictionary(pair => pair.Key, pair => pair.Key == "boot" ? pair.Value with { Type = "vfat" } : pair.Value) }));
        var lines = new StringBuilder();
        foreach (var entry in trial.Device.World["boot"]!.Root.Manifest.Entries.Where(entry => entry.Digest is not null))
            lines.Append($"{Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, (await trial.Device.Files.ReadAsync(new("boot", entry.Path), default))!))}  {entry.Path.ToUpperInvariant()}\n");
        await trial.WithAsync(device => device.Files.WriteAsync(new("boot", "/os.fingerprint"), Encoding.UTF8.GetBytes(lines.ToString()), 420, default));
        await trial.RunToAsync(OutcomeKind.Done, 0);
    }

    static async Task<Trial> Of(Func<IFiles, ValueTask> change)
    {
        var trial = await ListedAsync(Trial.First(Check));
        return await trial.WithAsync(device => change(device.Files));
    }

    /// <summary>The same with a list of the files that the running slot has now.</summary>
    static async Task<Trial> ListedAsync(Trial trial, string line = "{0}  /{1}\n")
    {
        var lines = new StringBuilder();
        foreach (var entry in trial.Device.World["rootA"]!.Root.Manifest.Entries.Where(entry => entry.Digest is not null))
            lines.AppendFormat(null, line, Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, (await trial.Device.Files.ReadAsync(new("rootA", entry.Path), default))!)), entry.Path[1..]);
        return await trial.WithAsync(device => device.Files.WriteAsync(PartitionPath.TryParse(List, out var path) ? path : default, Encoding.UTF8.GetBytes(lines.ToString()), 420, default));
    }
}
