using Planner.Devices.Contract;
using Planner.Devices.Linux.Services;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Tests;

/// <summary>Over a stand-in of systemctl that keeps its units as files and refuses what the real one would.</summary>
[NonParallelizable]
public sealed class SystemdServicesTests
{
    const string StandIn = """
        #!/bin/sh
        units=$(dirname "$0")/units
        case "$1" in
        show)
            [ "$2 $3 $4 $5 $6" = "-p LoadState -p ActiveState --" ] && [ $# = 7 ] || exit 64
            if [ -e "$units/$7" ]; then echo LoadState=loaded; echo ActiveState=$(cat "$units/$7"); else echo LoadState=not-found; echo ActiveState=inactive; fi ;;
        start|stop)
            [ "$2" = -- ] && [ $# = 3 ] || exit 64
            [ -e "$units/$3" ] || { echo "Unit $3 not loaded." >&2; exit 5; }
            [ "$(cat "$units/$3")" != broken ] || { echo "Job for $3 failed." >&2; exit 1; }
            [ "$1" = start ] && echo active >"$units/$3" || echo inactive >"$units/$3" ;;
        *) exit 64 ;;
        esac
        """;

    readonly SystemdServices services = new(ContractLayout.Layout with
    {
        Services = new Dictionary<string, Service> { ["supervisor"] = new(["supervisor.service", "update.timer", "old.service"], null) },
    });

    string folder = null!;
    string? path;

    [SetUp]
    public void PutStandInOnPath()
    {
        folder = Directory.CreateTempSubdirectory("planner-systemctl-").FullName;
        Directory.CreateDirectory(Path.Join(folder, "units"));
        File.WriteAllText(Path.Join(folder, "systemctl"), StandIn);
        TestBench.Run("chmod", "755", Path.Join(folder, "systemctl"));
        path = Environment.GetEnvironmentVariable("PATH");
        Environment.SetEnvironmentVariable("PATH", $"{folder}:{path}");
        Unit("supervisor.service", "active");
        Unit("update.timer", "inactive");
    }

    [TearDown]
    public void TakeStandInAway()
    {
        Environment.SetEnvironmentVariable("PATH", path);
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task Leaves_out_a_unit_that_the_system_does_not_know() =>
        Assert.That(await services.LookAsync("supervisor", default), Is.EqualTo(new UnitState[] { new("supervisor.service", true), new("update.timer", false) }));

    [Test]
    public async Task A_unit_that_is_starting_runs()
    {
        Unit("update.timer", "activating");
        Assert.That((await services.LookAsync("supervisor", default))[1].Running, Is.True);
    }

    [Test]
    public async Task Starts_and_stops_a_unit()
    {
        await services.StopAsync("supervisor", "supervisor.service", default);
        await services.StartAsync("supervisor", "update.timer", default);
        Assert.That(await services.LookAsync("supervisor", default), Is.EqualTo(new UnitState[] { new("supervisor.service", false), new("update.timer", true) }));
    }

    [Test]
    public async Task Tells_why_a_unit_does_not_start()
    {
        Unit("update.timer", "broken");
        var failed = (await Assert.ThrowsAsync<DeviceException>(async () => await services.StartAsync("supervisor", "update.timer", default)))!;
        Assert.That(failed.Message, Is.EqualTo("start the unit update.timer: systemctl ended with 1: Job for update.timer failed."));
    }

    [Test]
    public async Task Touches_no_unit_that_the_service_lacks()
    {
        Unit("sshd.service", "active");
        var refused = (await Assert.ThrowsAsync<DeviceException>(async () => await services.StopAsync("supervisor", "sshd.service", default)))!;
        Assert.That(refused.Fault, Is.EqualTo(DeviceFault.NotFound));
        Assert.That(File.ReadAllText(Path.Join(folder, "units", "sshd.service")), Is.EqualTo("active"));
    }

    void Unit(string name, string state) => File.WriteAllText(Path.Join(folder, "units", name), state);
}
