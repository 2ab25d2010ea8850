using Planner.Engine.Devices;

namespace Planner.Engine.Execution;

/// <summary>The beginning of a run: everything that must be durable before its first effect. What is stored for it comes first, then what arms the OS that runs, then the journal: from there on the run is open, and is taken back like any other.</summary>
/// <param name="device">The device.</param>
/// <param name="request">The run.</param>
/// <param name="former">The run that led on to this one, or null: until this one is open, it is the one that every boot goes on with.</param>
sealed class Opening(IDevice device, RunRequest request, string? former)
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
        await StoreAsync(ct)
        // Armed before the journal is there: a run that is open is taken up again at every boot.
        ?? await again.TryUntilAsync(() => ArmAsync(slot, ct), ct)
        ?? await WriteJournalAsync(first, ct)
        ?? await again.TryUntilAsync(() => BeginAsync(ct), ct);

    /// <summary>What the former run stored stays until this one is open. Where the disk has room for one of them only, it goes first: a cut in between ends the way that the former led on to.</summary>
    async ValueTask<Exception?> StoreAsync(CancellationToken ct)
    {
        var failure = await again.TryUntilAsync(() => StoreBesideAsync(former), ct);
        return former is not null && failure is DeviceException { Fault: DeviceFault.NoSpace } ? await again.TryUntilAsync(() => StoreBesideAsync(null), ct) : failure;

        ValueTask StoreBesideAsync(string? kept) => StoredPlan.StoreAsync(device, request.RunId, request.Sources, kept, ct);
    }

    async ValueTask ArmAsync(string slot, CancellationToken ct)
    {
        isArmed = true;
        await (former is null ? new Arming(device).ArmAsync(slot, request.RunId, ct) : new Arming(device).RearmAsync(slot, request.RunId, ct));
    }

    async ValueTask BeginAsync(CancellationToken ct)
    {
        await new RunSign(device).BeginAsync(request.RunId, ct);
        if (former is not null) await StoredPlan.ForgetRunAsync(device, former, ct);
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
        if (!isArmed && former is null) return await StoredPlan.FreeUnarmedAsync(device, request.RunId, CancellationToken.None);
        if (!isWritten || await again.TryAsync(() => Journal.ForgetAsync(device.Files, device.Layout, request.RunId, CancellationToken.None)) is not { } unsure)
            return await StoredPlan.FreeAsync(device, request.RunId, keepsUndoData: false, CancellationToken.None);
        MayBeOpen = true;
        return [$"its journal could not be taken away: {unsure.Message}"];
    }
}
