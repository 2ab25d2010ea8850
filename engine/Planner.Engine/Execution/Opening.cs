using Planner.Engine.Devices;

namespace Planner.Engine.Execution;

/// <summary>The beginning of a run: everything that must be durable before its first effect. What is stored for it comes first, then what arms the OS that runs, then the journal: from there on the run is open, and is taken back like any other.</summary>
/// <param name="device">The device.</param>
/// <param name="request">The run.</param>
sealed class Opening(IDevice device, RunRequest request)
{
    readonly Again again = new(device.Clock);
    bool isArmed;
    bool isWritten;

    /// <summary>The journal of the run once it is open, or null.</summary>
    internal Journal? Journal { get; private set; }

    /// <summary>Whether a journal may be in its place that could not be taken away: then the next boot finds an open run, or cleans up.</summary>
    internal bool MayBeOpen { get; private set; }

    /// <summary>Opens the run; null, or why it can not go forward.</summary>
    /// <param name="slot">The slot that runs.</param>
    /// <param name="first">The first entry of the journal.</param>
    /// <param name="ct">Ends the call.</param>
    internal async ValueTask<Exception?> OpenAsync(string slot, JournalEntry first, CancellationToken ct) =>
        await again.TryUntilAsync(() => StoredPlan.StoreAsync(device, request.RunId, request.Sources, ct), ct)
        // Armed before the journal is there: a run that is open is taken up again at every boot.
        ?? await again.TryUntilAsync(() => ArmAsync(slot, ct), ct)
        ?? await WriteJournalAsync(first, ct)
        ?? await again.TryUntilAsync(() => new RunSign(device).BeginAsync(request.RunId, ct), ct);

    async ValueTask ArmAsync(string slot, CancellationToken ct)
    {
        isArmed = true;
        await new Arming(device).ArmAsync(slot, request.RunId, ct);
    }

    /// <summary>Once only: a journal that may be in its place must not be written anew.</summary>
    async ValueTask<Exception?> WriteJournalAsync(JournalEntry first, CancellationToken ct)
    {
        try
        {
            isWritten = true;
            Journal = await Journal.CreateAsync(device.Files, device.Layout, first, ct);
            return null;
        }
        catch (Exception e) when (Causes.IsExpected(e) || e is OperationCanceledException)
        {
            return e;
        }
    }

    /// <summary>Frees what was stored for a run that has no journal; what could not be.</summary>
    internal async ValueTask<IReadOnlyList<string>> ForgetAsync()
    {
        if (!isArmed) return await StoredPlan.FreeUnarmedAsync(device, request.RunId, CancellationToken.None);
        if (!isWritten || await again.TryAsync(() => Journal.ForgetAsync(device.Files, device.Layout, request.RunId, CancellationToken.None)) is not { } unsure)
            return await StoredPlan.FreeAsync(device, request.RunId, keepsUndoData: false, CancellationToken.None);
        MayBeOpen = true;
        return [$"its journal could not be taken away: {unsure.Message}"];
    }
}
