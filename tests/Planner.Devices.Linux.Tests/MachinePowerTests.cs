using Planner.Devices.Contract;
using Planner.Devices.Linux.Power;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Tests;

/// <summary>Over stand-ins of systemctl and reboot, which the machine has in the place of its own.</summary>
[NonParallelizable]
public sealed class MachinePowerTests
{
    const string StandIn = """
        #!/bin/sh
        folder=$(dirname "$0")
        [ ! -e "$folder/hangs" ] || { echo "Failed to talk to init daemon." >&2; exit 1; }
        echo "${0##*/} $*" >>"$folder/calls"
        """;

    readonly MachinePower power = new(ContractLayout.Layout, null!, new LinuxClock());
    string folder = null!;
    string? path;

    [SetUp]
    public void PutStandInsOnPath()
    {
        folder = Directory.CreateTempSubdirectory("planner-power-").FullName;
        foreach (var tool in (string[])["systemctl", "reboot"])
        {
            File.WriteAllText(Path.Join(folder, tool), StandIn);
            TestBench.Run("chmod", "755", Path.Join(folder, tool));
        }

        path = Environment.GetEnvironmentVariable("PATH");
        Environment.SetEnvironmentVariable("PATH", $"{folder}:{path}");
    }

    [TearDown]
    public void TakeStandInsAway()
    {
        Environment.SetEnvironmentVariable("PATH", path);
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task The_init_system_is_asked_and_then_told_to_boot_by_force()
    {
        Assert.That(await power.RebootAsync(default), Is.EqualTo(RebootResult.Asked));
        Assert.That(await power.InsistAsync(RebootForce.Forced, default), Is.EqualTo(RebootResult.Asked));
        Assert.That(File.ReadAllLines(Path.Join(folder, "calls")), Is.EqualTo(new[] { "systemctl reboot", "systemctl reboot --force" }).Or.EqualTo(new[] { "reboot ", "reboot -f" }));
    }

    [Test]
    public void An_init_system_that_refuses_is_a_failure_with_its_words()
    {
        File.WriteAllText(Path.Join(folder, "hangs"), "");
        Assert.That(async () => await power.RebootAsync(default), Throws.TypeOf<DeviceException>().With.Message.Contains("Failed to talk to init daemon."));
        Assert.That(async () => await power.InsistAsync(RebootForce.Forced, default), Throws.TypeOf<DeviceException>().With.Message.Contains("Failed to talk to init daemon."));
    }
}
