using System.Text;
using System.Text.Json.Nodes;
using Planner.Engine.Devices;
using Planner.Engine.Language;
using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>The status file beside the journal, for other programs on the device: format 1, replaced as a whole. It is for information; the journal decides.</summary>
/// <param name="device">The device.</param>
/// <param name="plan">The plan.</param>
/// <param name="state">The run.</param>
/// <param name="secrets">What must not be in it.</param>
sealed class RunStatus(IDevice device, Plan plan, RunState state, Secrets secrets)
{
    /// <summary>Before anything precious or the spare slot is touched.</summary>
    internal const string Preparing = "Preparing OS update";

    /// <summary>While the new OS is written.</summary>
    internal const string Running = "Running OS update";

    /// <summary>At the reboot.</summary>
    internal const string Rebooting = "Update successful, rebooting";

    /// <summary>While applications keep the device from booting.</summary>
    internal const string Locked = "Reboot waiting on application lock";

    /// <summary>While it is found out whether the new OS is healthy.</summary>
    internal const string Verifying = "Verifying OS update";

    /// <summary>Undone.</summary>
    internal const string Failed = "OS update failed";

    /// <summary>Over.</summary>
    internal const string Done = "Update successful";

    /// <summary>What the owner is told when a step begins.</summary>
    internal StatusChanged At(Step step)
    {
        var erases = plan.Steps.FirstOrDefault(one => one.Effects.Any(effect => effect.Kind == EffectKind.Erases))?.Header.Number ?? 1;
        var switches = plan.Steps.FirstOrDefault(one => one is SwitchBoot)?.Header.Number ?? int.MaxValue;
        var text = step is Reboot ? Rebooting : step.Header.Number < erases ? Preparing : step.Header.Number <= switches ? Running : Verifying;
        return new StatusChanged(text, (step.Header.Number - 1) * 100 / plan.Steps.Count);
    }

    internal async ValueTask WriteAsync(string text, int percentage, Step? step, string? outcome, IReadOnlyList<string> cause, CancellationToken ct)
    {
        var json = new JsonObject
        {
            ["format"] = 1,
            ["run"] = state.Id,
            ["plan"] = state.Plan,
            ["target"] = state.Target,
            ["status"] = text,
            ["percentage"] = percentage,
            ["step"] = step is null ? null : new JsonObject { ["number"] = step.Header.Number, ["id"] = step.Header.Id, ["kind"] = step.Kind.Name },
            ["outcome"] = outcome,
            ["cause"] = JournalEntry.Texts(secrets.In(cause)),
            ["at"] = device.Clock.Now.ToString("O"),
        };
        var path = RunFiles.Status(device.Layout);
        var beside = path with { Path = path.Path + ".new" };
        try
        {
            await device.Files.WriteAsync(beside, Encoding.UTF8.GetBytes(json.ToJsonString() + "\n"), 0b110_100_100, ct);
            await device.Files.RenameAsync(beside, path, ct);
        }
        catch (DeviceException)
        {
            // Information only: a run does not fail for it.
        }
    }
}
