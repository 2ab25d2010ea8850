using System.Diagnostics;

namespace Planner.Devices.Linux.Tests;

public sealed class LinuxLocksTests
{
    string folder = null!;

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("planner-locks-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task Says_which_lock_another_updater_holds_and_its_process()
    {
        var foreign = Path.Join(folder, "resinhup.lock");
        using var holder = Process.Start(new ProcessStartInfo("flock", [foreign, "-c", "echo held; exec sleep 600"]) { RedirectStandardOutput = true })!;
        try
        {
            await holder.StandardOutput.ReadLineAsync();
            using var locks = Locks(foreign);
            var answer = await locks.TakeAsync(default);
            Assert.That(answer, Does.Contain(foreign).And.Contain(holder.Id.ToString()));
            using var other = Locks();
            Assert.That(await other.TakeAsync(default), Is.Null, "Planner's own lock was let go again");
        }
        finally
        {
            holder.Kill(entireProcessTree: true);
            await holder.WaitForExitAsync();
        }
    }

    [Test]
    public async Task Another_updater_does_not_get_a_lock_that_is_held()
    {
        var foreign = Path.Join(folder, "resinhup.lock");
        using var locks = Locks(foreign);
        await locks.TakeAsync(default);
        using var other = Process.Start("flock", ["-n", "-E", "9", foreign, "true"]);
        await other.WaitForExitAsync();
        Assert.That(other.ExitCode, Is.EqualTo(9));
    }

    [Test]
    public async Task A_program_that_was_started_meanwhile_does_not_keep_the_lock()
    {
        var locks = Locks();
        await locks.TakeAsync(default);
        using var child = Process.Start("sleep", "600");
        try
        {
            locks.Dispose();
            using var other = Locks();
            Assert.That(await other.TakeAsync(default), Is.Null);
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync();
        }
    }

    LinuxLocks Locks(params string[] foreign) => new(Path.Join(folder, "planner.lock"), foreign);
}
