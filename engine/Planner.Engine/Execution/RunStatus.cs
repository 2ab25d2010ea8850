using System.Buffers;
using System.Text.Json;
using Planner.Engine.Devices;
using Planner.Engine.Language;
using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>The status file beside the journal, for other programs on the device: format 1, replaced as a whole. It is for information; the journal decides.</summary>
/// <param name="device">The device.</param>
/// <param name="plan">The plan, or null where it is not known any more.</param>
/// <param name="state">The run, or null where nothing is known of it any more.</param>
/// <param name="secrets">What must not be in it.</param>
sealed class RunStatus(IDevice device, Plan? plan, RunState? state, Secrets secrets)
{
    /// <summary>Before anything precious or the spare slot is touched.</summary>
    internal const string Preparing = "Preparing OS update";

    /// <summary>While the new OS is written.</summary>
    internal const string Running = "Running OS update";

    /// <summary>At the reboot.</summary>
    internal const string Rebooting = "Update successful, rebooting";

    /// <summary>While applications keep the device from booting.</summary>
    internal const string RebootLocked = "Reboot waiting on application lock";

    /// <summary>While applications keep themselves from being stopped.</summary>
    internal const string UpdateLocked = "Update waiting on application lock";

    /// <summary>While it is found out whether the new OS is healthy.</summary>
    internal const string Verifying = "Verifying OS update";

    /// <summary>Undone.</summary>
    internal const string Failed = "OS update failed";

    /// <summary>Beyond the point of no return, waiting.</summary>
    internal const string Parked = "OS update parked";

    /// <summary>Over.</summary>
    internal const string Done = "Update successful";

    const int UsualLength = 512;
    const int Mode = 0b110_100_100;

    readonly PartitionPath path = RunFiles.Status(device.Layout);
    readonly PartitionPath beside = device.Layout.Journal.Below("status.json.new");
    readonly ArrayBufferWriter<byte> content = new(UsualLength);
    readonly int erases = plan?.Steps.FirstOrDefault(one => one.Effects.Any(effect => effect.Kind == EffectKind.Erases))?.Header.Number ?? 1;
    readonly int switches = plan?.Steps.FirstOrDefault(one => one.Switches is not null)?.Header.Number ?? int.MaxValue;

    /// <summary>The run's id; null where it is not known any more.</summary>
    internal string? Run { get; init; } = state?.Id;

    /// <summary>What the owner is told when a step begins.</summary>
    internal StatusChanged At(Step step)
    {
        var text = step is Reboot ? Rebooting : step.Header.Number < erases ? Preparing : step.Header.Number <= switches ? Running : Verifying;
        return new StatusChanged(text, (step.Header.Number - 1) * 100 / plan!.Steps.Count);
    }

    /// <summary>Writes how the run ended, so that it is found after any boot.</summary>
    internal async ValueTask WriteDurablyAsync(string text, int percentage, string outcome, IReadOnlyList<string> cause, CancellationToken ct)
    {
        await device.Files.WriteAsync(beside, Content(text, percentage, null, outcome, cause), Mode, ct);
        await device.Files.FlushAsync(beside, ct);
        await device.Files.RenameAsync(beside, path, ct);
        await device.Files.FlushAsync(path.Folder, ct);
    }

    /// <summary>Writes where the run is.</summary>
    internal async ValueTask WriteAsync(string text, int percentage, Step? step, string? outcome, IReadOnlyList<string> cause, CancellationToken ct)
    {
        try
        {
            await device.Files.WriteAsync(beside, Content(text, percentage, step, outcome, cause), Mode, ct);
            await device.Files.RenameAsync(beside, path, ct);
        }
        catch (DeviceException)
        {
            // Information only: a run does not fail for it.
        }
    }

    ReadOnlyMemory<byte> Content(string text, int percentage, Step? step, string? outcome, IReadOnlyList<string> cause)
    {
        content.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(content))
        {
            json.WriteStartObject();
            json.WriteNumber("format"u8, 1);
            json.WriteString("run"u8, Run);
            json.WriteString("plan"u8, state?.Plan);
            json.WriteString("target"u8, state?.Target);
            json.WriteString("status"u8, text);
            json.WriteNumber("percentage"u8, percentage);
            if (step is null) json.WriteNull("step"u8);
            else
            {
                json.WriteStartObject("step"u8);
                json.WriteNumber("number"u8, step.Header.Number);
                json.WriteString("id"u8, step.Header.Id);
                json.WriteString("kind"u8, step.Kind.Name);
                json.WriteEndObject();
            }

            json.WriteString("outcome"u8, outcome);
            json.WriteStartArray("cause"u8);
            foreach (var one in secrets.In(cause)) json.WriteStringValue(one);
            json.WriteEndArray();
            json.WriteString("at"u8, device.Clock.Now.ToString("O"));
            json.WriteEndObject();
        }

        content.Write("\n"u8);
        return content.WrittenMemory;
    }
}
