using System.Text;
using Planner.Devices.Contract;
using Planner.Devices.Simulated.Exploration;
using Planner.Devices.Simulated.Exploration.Promises;
using Planner.Devices.Simulated.Tests.Contract;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Devices.Simulated.Tests.Exploration;

/// <summary>The user's data over a partition that is made anew, with a fault at every call.</summary>
public sealed class BackupTests
{
    const string Plan = """
        plan: explored
        version: 1.0.0
        language: 1
        layout: contract@1.0.0
        for: { os.name: resin-os, os.version: "2.0.0+rev1" }
        inputs:
          image: { type: image, summary: The OS., default: "oci:images/os:next" }
        steps:
        - check: { that: { slot.distinct: true, update.pending: false, target.version: "> ${os.version}" } }
        - mkfs: spare
        - export: { image: "${input.image}", to: spare, except: [/resin-boot, /quirks] }
        - verify: spare
        - backup: { folder: "data:/resin-data", to: "boot:/kept.tar.gz", limit: 1MiB }
        - mkfs: { partition: data, type: ext3 }
          no-return: what else lies on data
        - restore: { from: "boot:/kept.tar.gz", to: "data:/resin-data" }
        - switch-boot: spare
        - reboot
        - check: { that: { os.version: "${target.version}", supervisor.running: true }, within: 1m }
        - confirm

        """;

    // A copy of Planner has room beside the journal.
    static Layout Layout { get; } = ContractLayout.Layout with { Partitions = ContractLayout.Layout.Partitions.ToDictionary(pair => pair.Key, pair => pair.Key == "state" ? pair.Value with { Size = 64 << 20 } : pair.Value), Staging = new("state", "/staging"), Logs = new("state", "/logs") };

    [Test]
    public async Task No_single_fault_loses_a_byte_of_it()
    {
        var report = await new Explorer(Setting(Plan), new ExplorationOptions { Jobs = 2 }).ExploreAsync(null, default);
        Assert.That(report.Outcome.Kind, Is.EqualTo(OutcomeKind.Done), string.Join('\n', [.. report.Outcome.Reasons, .. report.Outcome.Failed?.Cause ?? []]));

        Assert.That(report.Broken.Where(broken => broken.Promise is Promise.P1 or Promise.P3 or Promise.P6).Select(broken => $"{broken.What}: {string.Join(" / ", broken.Story)}"), Is.Empty);
        Assert.That(new[] { report.Done, report.Failed }, Has.All.GreaterThan(0));
    }

    static Setting Setting(string plan)
    {
        var start = SimulatedStart.Of(ContractDevice.File(ContractLayout.Grub), Layout);
        var request = new RunRequest { Plan = Read(plan), Sources = new StoredPlan(Encoding.UTF8.GetBytes(plan), [[]]), Target = HostVersion.TryParse("2.3.0+rev1", out var target) ? target : null, RunId = "explored" };
        return new Setting(start, request, stored => Read(Encoding.UTF8.GetString(stored.Plan)));
    }

    static Plan Read(string text)
    {
        var context = new ReadContext();
        return PlanReader.Read("explored/1.0.0.yaml", Encoding.UTF8.GetBytes(text), new LayoutSet(Layout), context) ?? throw new AssertionException(string.Join('\n', context.Problems));
    }
}
