using System.Text.Json;
using System.Text.Json.Nodes;
using Planner.Devices.Simulated.Tree;
using Planner.Engine.Execution;

namespace Planner.Devices.Simulated.Exploration.Promises;

/// <summary>P5: outcome, exit code, status file and journal agree with what runs and what boots next.</summary>
/// <param name="reference">What it is measured against.</param>
/// <param name="os">Tells which OS a slot holds.</param>
/// <param name="ends">Reads boot variables.</param>
sealed class Honesty(Reference reference, WholeOs os, AllOrNothing ends)
{
    const int NotOver = 5;

    /// <summary>Judges what a process told when it ended or stopped.</summary>
    internal async ValueTask JudgeAsync(Outcome outcome, DeviceWorld world, Findings findings)
    {
        var word = EventText.Word(outcome.Kind);
        var running = world.Running is { } slot ? os.ReleaseOf(world, slot) : null;
        if (outcome.Kind is OutcomeKind.Done or OutcomeKind.Failed && outcome.OsAfter != VersionOf(running))
            findings.Break(Promise.P5, $"'{word}' tells that {outcome.OsAfter ?? "no OS"} runs, and it is {VersionOf(running) ?? "none"}");
        if (outcome.Kind is OutcomeKind.Failed or OutcomeKind.Refused)
        {
            var next = await ends.VariablesOfAsync(world);
            if (reference.Before.Running is { } old && next?.Slot is { } named && named != old && world.Running == old && !await WasNamedBeforeAsync(named))
                findings.Break(Promise.P5, $"'{word}' is told while the boot variables name slot {named}");
        }

        if (outcome.Kind == OutcomeKind.Failed && outcome.Failed is not { Cause.Count: > 0 } && outcome.Reasons.Count == 0) findings.Break(Promise.P5, "'failed' is told without a cause");
        if (outcome.Kind is OutcomeKind.Resuming or OutcomeKind.Parked && outcome.ExitCode != NotOver) findings.Break(Promise.P5, $"'{word}' ends with exit code {outcome.ExitCode}");
    }

    /// <summary>Judges the journal of a run that has ended, and the status file unless the disk does not let it be written.</summary>
    internal void JudgeEnd(RunState run, DeviceWorld world, bool canTellStatus, Findings findings)
    {
        var word = run.Outcome?["outcome"]?.GetValue<string>();
        if (word is not ("done" or "failed" or "parked")) findings.Break(Promise.P5, $"the journal is closed and tells '{word}'");
        if (!canTellStatus) return;
        if (StatusOf(world) is not { } status)
        {
            findings.Break(Promise.P5, $"'{word}', and the status file is missing or damaged");
            return;
        }

        if (Text(status, "run") != run.Id || Text(status, "outcome") != word) findings.Break(Promise.P5, $"'{word}', and the status file tells '{Text(status, "outcome") ?? Text(status, "status")}'");
        else if (word == "failed" && (status["cause"] as JsonArray)?.Count is not > 0) findings.Break(Promise.P5, "'failed', and the status file does not have the cause");
    }

    async ValueTask<bool> WasNamedBeforeAsync(string slot) => (await ends.VariablesOfAsync(reference.Before))?.Slot == slot;

    string? VersionOf(Release? release) => release switch
    {
        Release.Old => reference.Baseline.Outcome.OsBefore,
        Release.New => reference.New is null ? reference.Setting.Request.Target?.ToString() : reference.NewVersion,
        _ => null,
    };

    JsonObject? StatusOf(DeviceWorld world)
    {
        FileContent? content = null;
        foreach (var layout in reference.Setting.Start.Layouts)
            if (RunFiles.Status(layout) is var path && SimulatedTable.Named(world, layout, reference.Setting.Start)[path.Partition] is { Type: not null } partition && TreeEdits.Find(partition.Root, path.Path)?.Content is { } found) content = found;
        if (content is null) return null;
        try
        {
            return JsonNode.Parse(content.ToArray()) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static string? Text(JsonObject status, string member) => status[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
