using System.CommandLine;
using Planner.Cli.Devices;
using Planner.Cli.Output;
using Planner.Engine.Execution;

namespace Planner.Cli.Commands;

/// <summary>Tells what runs or ran, and why it failed.</summary>
static class StatusCommand
{
    internal static Command Make(Terminal terminal)
    {
        var (choice, json) = (new ChosenDevice(), Options.Json());
        var command = new PlannerCommand("status", "Tells what runs on a device, or ran last, and why it failed.", "planner status", "planner status --device bench/device.yaml --json") { json };
        choice.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var (device, _, failure) = await choice.OpenAsync(parsed, terminal, ct);
            if (device is null) return failure;
            await using (device)
            {
                var content = await LayoutInForce.FollowAsync(device, OpenRunCommands.PlanOf, ct);
                if (content is null || RunState.Of(content.Entries) is not { } state)
                {
                    var last = new LastStatus(await StatusFile.ReadAsync(device, ct), content?.Damage);
                    if (parsed.GetValue(json)) Json.WritePage(terminal, last.ToJson());
                    else foreach (var line in last.Lines()) terminal.Result(line);
                    return ExitCode.Good;
                }

                var stored = state.IsClosed ? null : await StoredPlan.ReadAsync(device, state.Id, ct);
                var status = new StatusReport(state, await StatusFile.ReadAsync(device, state.Id, ct), stored is null ? null : OpenRunCommands.PlanOf(stored), content.Damage);
                if (parsed.GetValue(json)) Json.WritePage(terminal, status.ToJson());
                else foreach (var line in status.Lines()) terminal.Result(line);
                return ExitCode.Good;
            }
        });
        return command;
    }
}
