using Planner.Engine.Devices;

namespace Planner.Engine.Execution;

/// <summary>The beginning of an undo, kept in staging where the journal can not be written: a run of which something was taken back must never go forward again, for it would take the undone for done.</summary>
static class UndoNote
{
    const int Private = 0b110_000_000;

    /// <summary>Writes it, durably.</summary>
    internal static async ValueTask WriteAsync(IDevice device, string run, JournalEntry entry, CancellationToken ct)
    {
        await device.Files.WriteAsync(PathOf(device, run), entry.Encode(), Private, ct);
        await device.Files.FlushAsync(PathOf(device, run), ct);
    }

    /// <summary>Takes it into a run that was taken up again, and into its journal where that can be written again.</summary>
    internal static async ValueTask TakeAsync(Run run, CancellationToken ct)
    {
        if (run.State.Undoing || await run.Device.Files.ReadAsync(PathOf(run.Device, run.State.Id), ct) is not { } line || JournalEntry.Decode(line.AsSpan().TrimEnd((byte)'\n')) is not { } entry) return;
        try
        {
            await run.MarkAsync(entry, ct);
        }
        catch (DeviceException)
        {
            // It stays where it is, for the next boot.
            run.State.Apply(entry);
        }
    }

    static PartitionPath PathOf(IDevice device, string run) => device.Layout.Staging.Below(run).Below("undo");
}
