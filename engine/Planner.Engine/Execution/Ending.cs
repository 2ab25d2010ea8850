using System.Text.Json.Nodes;
using Planner.Engine.Devices;

namespace Planner.Engine.Execution;

/// <summary>The end of a run: the outcome is durable first, then everything that the run kept is freed.</summary>
/// <param name="run">The run.</param>
sealed class Ending(Run run)
{
    /// <summary>An outcome with what the run knows.</summary>
    internal static Outcome Of(Run run, OutcomeKind kind, string? osAfter) => new()
    {
        Run = run.State.Id,
        Kind = kind,
        OsBefore = run.State.OsBefore,
        OsAfter = osAfter,
        Failed = run.State.FailedStep is { } number && run.Plan.Steps.FirstOrDefault(step => step.Header.Number == number) is { } step
            ? new FailedStep(number, step.Header.Id, step.Kind.Name, run.State.Cause)
            : null,
        Reasons = run.State is { FailedStep: null, Cause.Count: > 0 } ? run.State.Cause : [],
        Boots = run.State.Boots,
        Time = run.Time,
        Fetched = run.Fetched,
        Written = run.Written,
    };

    internal async ValueTask<Outcome> CloseAsync(Outcome outcome, string status)
    {
        var ct = CancellationToken.None;
        run.Report(new StatusChanged(status, 100));
        foreach (var line in EventText.Of(new RunEnded(outcome))) run.Log.AddLine(line);
        await run.Log.WriteAsync(ct);
        await run.Status.WriteAsync(status, 100, null, EventText.Word(outcome.Kind), outcome.Failed?.Cause ?? outcome.Reasons, ct);
        try
        {
            await run.MarkAsync(new JournalEntry(JournalEntry.OutcomeMark, null, new JsonObject { ["outcome"] = EventText.Word(outcome.Kind), ["os"] = outcome.OsAfter, ["left"] = JournalEntry.Texts(outcome.Left) }), ct);
            var left = await CleanAsync(ct);
            await run.Device.Files.DeleteAsync(run.Staging, ct);
            if ((await run.Device.Files.ListAsync(run.Staging.Folder, ct)).Count == 0) await run.Device.Files.DeleteAsync(run.Staging.Folder, ct);
            await run.MarkAsync(JournalEntry.Of(JournalEntry.ClosedMark), ct);
            return outcome.Kind == OutcomeKind.Failed ? outcome with { Left = [.. outcome.Left, .. left] } : outcome with { Reasons = [.. outcome.Reasons, .. left] };
        }
        catch (DeviceException e)
        {
            return outcome with { Reasons = [.. outcome.Reasons, $"the run could not be closed: {e.Message}"] };
        }
    }

    async ValueTask<IReadOnlyList<string>> CleanAsync(CancellationToken ct)
    {
        var left = new List<string>();
        foreach (var step in run.Plan.Steps.Where(step => run.State.Steps.TryGetValue(step.Header.Number, out var state) && state.IsBegun))
        {
            try
            {
                await step.CleanAsync(run.ContextOf(step), ct);
            }
            catch (DeviceException e)
            {
                left.Add($"step {step.Header.Number} {step.Title} could not be cleaned up: {e.Message}");
            }
        }

        return left;
    }
}
