using System.Diagnostics;

namespace Planner.Devices.Linux.Tests;

[NeedsRoot]
public sealed class MountNamespaceTests
{
    [Test]
    public async Task A_killed_process_leaves_no_mount_and_no_loop_device()
    {
        var bench = TestBench.Make();
        using var process = Start(bench.Folder);
        try
        {
            await process.StandardOutput.ReadLineAsync();
            await process.StandardOutput.ReadLineAsync();
            var point = await process.StandardOutput.ReadLineAsync();
            Assert.That(bench.Loops().Count(), Is.EqualTo(5), "it has mounted every image");
            Assert.That(File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(Path.GetDirectoryName(point)!, StringComparison.Ordinal)), Is.Empty, "nobody else sees its mounts");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        // The kernel takes the namespace down after the process: it is asked until it has.
        for (var tries = 0; tries < 500 && bench.Loops().Any(); tries++) await Task.Delay(20);
        Assert.That(bench.Loops(), Is.Empty);
    }

    [Test]
    public async Task Arguments_and_environment_are_as_they_were()
    {
        using var process = Start(TestBench.Make().Folder, "", "two words", "$HOME", "ü");
        try
        {
            Assert.That(await process.StandardOutput.ReadLineAsync(), Is.EqualTo("|two words|$HOME|ü"));
            Assert.That(await process.StandardOutput.ReadLineAsync(), Is.EqualTo("hello = world"));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    [Test]
    public async Task A_program_that_a_plan_runs_is_in_the_namespace_of_the_os()
    {
        using var process = Start(TestBench.Make().Folder);
        try
        {
            for (var line = 0; line < 3; line++) await process.StandardOutput.ReadLineAsync();
            var here = new FileInfo("/proc/self/ns/mnt").LinkTarget;
            Assert.That(here, Is.Not.Null);
            Assert.That(await process.StandardOutput.ReadLineAsync(), Is.EqualTo(here));
            Assert.That(new FileInfo($"/proc/{process.Id}/ns/mnt").LinkTarget, Is.Not.EqualTo(here), "Planner is not");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    [Test]
    public void The_process_of_these_tests_is_in_no_namespace_of_its_own() => Assert.That(MountNamespace.IsEntered, Is.False);

    static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(Mounter).Assembly.Location, .. arguments]) { RedirectStandardOutput = true };
        start.Environment["MOUNTER_WORD"] = "hello = world";

        // What a killed process can not take away is an empty folder: it goes with the bench.
        start.Environment["TMPDIR"] = arguments[0];
        return Process.Start(start)!;
    }
}
