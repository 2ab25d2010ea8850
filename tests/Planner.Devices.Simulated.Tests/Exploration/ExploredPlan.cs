using System.Text;
using Planner.Devices.Contract;
using Planner.Devices.Simulated.Exploration;
using Planner.Devices.Simulated.Tests.Contract;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated.Tests.Exploration;

/// <summary>Plans on the contract's device, explored.</summary>
static class ExploredPlan
{
    /// <summary>A whole plan with a step in its middle.</summary>
    internal static string With(string middle) => Text("2.0.0+rev1", middle);

    /// <summary>A plan for another OS than the one that runs.</summary>
    internal static string ForAnother { get; } = Text("1.0.0", "");

    internal static Setting Setting(string plan, string board = ContractLayout.Grub, Func<DeviceFile, DeviceFile>? change = null, Func<Board, Board>? boots = null)
    {
        var file = ContractDevice.File(board);
        var layout = boots is null ? ContractLayout.Layout : ContractLayout.Layout with { Boards = ContractLayout.Layout.Boards.ToDictionary(pair => pair.Key, pair => boots(pair.Value)) };
        var start = SimulatedStart.Of(change is null ? file : change(file), layout);
        var request = new RunRequest { Plan = Read(plan), Sources = new StoredPlan(Encoding.UTF8.GetBytes(plan), [[]]), Target = HostVersion.TryParse("2.3.0+rev1", out var target) ? target : null, RunId = "explored" };
        return new Setting(start, request, stored => Read(Encoding.UTF8.GetString(stored.Plan)));
    }

    internal static Task<ExplorationReport> ExploreAsync(string plan, int jobs = 2, string board = ContractLayout.Grub, Func<DeviceFile, DeviceFile>? change = null, Func<Board, Board>? boots = null) =>
        new Explorer(Setting(plan, board, change, boots), new ExplorationOptions { Jobs = jobs }).ExploreAsync(null, default);

    /// <summary>The device with a boot partition of vfat, as real boards have it.</summary>
    internal static DeviceFile OnVfat(DeviceFile file) => file with
    {
        State = file.State! with { Partitions = file.State.Partitions.ToDictionary(pair => pair.Key, pair => pair.Key == "boot" ? pair.Value with { Type = "vfat" } : pair.Value) },
    };

    static string Text(string version, string middle) => $$"""
        plan: explored
        version: 1.0.0
        language: 1
        layout: contract@1.0.0
        for: { os.name: resin-os, os.version: "{{version}}" }
        inputs:
          image: { type: image, summary: The OS., default: "oci:images/os:next" }
        steps:
        - check: { that: { slot.distinct: true, update.pending: false, target.version: "> ${os.version}" } }
        - mkfs: spare
        - export: { image: "${input.image}", to: spare, except: [/resin-boot, /quirks] }
        - verify: spare
        {{middle}}
        - switch-boot: spare
        - reboot
        - check: { that: { os.version: "${target.version}", supervisor.running: true }, within: 1m }
        - confirm

        """;

    static Plan Read(string text)
    {
        var context = new ReadContext();
        var plan = PlanReader.Read("explored/1.0.0.yaml", Encoding.UTF8.GetBytes(text), new LayoutSet(ContractLayout.Layout), [.. StepKinds.All, Meddling.Definition], context);
        return plan ?? throw new AssertionException("the plan of this test is broken:\n" + string.Join('\n', context.Problems));
    }
}
