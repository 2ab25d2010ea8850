using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Engine.Execution;

/// <summary>What staging says of a run where its journal does not: that it has begun, durable before its first effect, or that it is over and what it kept stays for people. Both go with the run's staging.</summary>
/// <param name="device">The device.</param>
sealed class RunSign(IDevice device)
{
    const int Private = 0b110_000_000;

    readonly IFiles files = device.Files;

    /// <summary>The runs that have something in staging.</summary>
    internal async ValueTask<IReadOnlyList<string>> RunsAsync(CancellationToken ct) =>
        [.. (await files.ListAsync(device.Layout.Staging, ct)).Select(entry => entry.Name).Where(name => device.Layout.Staging.Below(name) != device.Layout.Logs)];

    /// <summary>The run that has begun and of which staging does not say that it is over; null when there is none.</summary>
    internal async ValueTask<string?> BegunAsync(CancellationToken ct)
    {
        foreach (var run in await RunsAsync(ct))
            if (await files.StatAsync(BegunOf(run), ct) is not null && !await IsLeftAsync(run, ct)) return run;
        return null;
    }

    /// <summary>Whether staging says that a run has begun.</summary>
    internal async ValueTask<bool> IsBegunAsync(string run, CancellationToken ct) => await files.StatAsync(BegunOf(run), ct) is not null;

    /// <summary>Whether what a run kept stays for people, until the next run begins.</summary>
    internal async ValueTask<bool> IsLeftAsync(string run, CancellationToken ct) => await files.StatAsync(LeftOf(run), ct) is not null;

    /// <summary>Says that a run has begun.</summary>
    internal ValueTask BeginAsync(string run, CancellationToken ct) => WriteAsync(BegunOf(run), ct);

    /// <summary>Takes back that a run has begun.</summary>
    internal async ValueTask ForgetAsync(string run, CancellationToken ct)
    {
        if (await files.StatAsync(BegunOf(run), ct) is null) return;
        await files.DeleteAsync(BegunOf(run), ct);
        await files.FlushAsync(BegunOf(run).Folder, ct);
    }

    /// <summary>Says that a run is over, and that what it kept stays for people.</summary>
    internal async ValueTask LeaveAsync(string run, CancellationToken ct)
    {
        if (await files.StatAsync(device.Layout.Staging.Below(run), ct) is null || await IsLeftAsync(run, ct)) return;
        await WriteAsync(LeftOf(run), ct);
        await ForgetAsync(run, ct);
    }

    /// <summary>Where a run's steps keep what their undo needs; null when they keep nothing.</summary>
    internal async ValueTask<PartitionPath?> UndoDataAsync(string run, CancellationToken ct)
    {
        var folder = device.Layout.Staging.Below(run);
        return (await files.ListAsync(folder, ct)).Any(entry => entry.Type == EntryType.Folder) ? folder : null;
    }

    async ValueTask WriteAsync(PartitionPath sign, CancellationToken ct)
    {
        await files.WriteAsync(sign, ReadOnlyMemory<byte>.Empty, Private, ct);
        await files.FlushAsync(sign, ct);
        await files.FlushAsync(sign.Folder, ct);
    }

    PartitionPath BegunOf(string run) => device.Layout.Staging.Below(run).Below("begun");

    PartitionPath LeftOf(string run) => device.Layout.Staging.Below(run).Below("left");
}
