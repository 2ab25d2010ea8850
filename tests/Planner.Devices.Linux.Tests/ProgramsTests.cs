using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Tests;

public sealed class ProgramsTests
{
    static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Test]
    public async Task Says_that_a_program_is_missing()
    {
        var missing = await FailureAsync("no-such-program", [], Long);
        Assert.That(missing.Message, Is.EqualTo("do it: the program no-such-program is not installed"));
    }

    [Test]
    public async Task Keeps_the_last_lines_of_a_failure()
    {
        var failed = await FailureAsync("sh", ["-c", "seq 1 5000; echo it broke >&2; exit 3"], Long);
        Assert.That(failed.Result, Does.StartWith("sh ended with 3").And.Contain("it broke"));
        Assert.That(failed.Result, Has.Length.LessThan(4096));
    }

    [Test]
    public async Task Words_on_stderr_are_no_failure()
    {
        var result = await Programs.RunAsync("do it", "sh", ["-c", "echo error: not really >&2"], Long, default);
        Assert.That((result.ExitCode, result.LastLines), Is.EqualTo((0, "error: not really")));
    }

    [Test]
    public async Task Kills_what_does_not_end_in_its_time()
    {
        var slow = await FailureAsync("sleep", ["600"], TimeSpan.FromMilliseconds(50));
        Assert.That(slow.Fault, Is.EqualTo(DeviceFault.TimedOut));
    }

    [Test]
    public async Task Tells_a_full_disk_from_other_failures() =>
        Assert.That((await FailureAsync("sh", ["-c", "cat /etc/passwd > /dev/full"], Long)).Fault, Is.EqualTo(DeviceFault.NoSpace));

    [Test]
    public async Task Never_lets_a_shell_read_an_argument()
    {
        var result = await Programs.RunAsync("do it", "printf", ["%s", "$(id); `id`"], Long, default);
        Assert.That(result.Output, Is.EqualTo("$(id); `id`"));
    }

    static async Task<DeviceException> FailureAsync(string tool, string[] arguments, TimeSpan timeout) =>
        (await Assert.ThrowsAsync<DeviceException>(() => Programs.RunAsync("do it", tool, arguments, timeout, default)))!;
}
