using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Images;

namespace Planner.Engine.Steps;

/// <summary>A file that is fetched beside its place and renamed into it: whatever stands in the place is whole. An interrupted one is gone on with.</summary>
/// <param name="context">The step's context.</param>
/// <param name="beside">Where it is fetched.</param>
/// <param name="size">Its bytes.</param>
sealed class FetchedFile(StepContext context, PartitionPath beside, long size)
{
    readonly IFiles files = context.Device.Files;

    /// <summary>Fetches it, with its digest checked, and makes it durable where it was fetched.</summary>
    /// <param name="fetch">Fetches behind what is there.</param>
    /// <param name="ct">Ends the call.</param>
    /// <returns>The bytes that were fetched.</returns>
    internal async ValueTask<long> FetchAsync(Func<PartitionPath, ValueTask> fetch, CancellationToken ct)
    {
        var there = await files.StatAsync(beside, ct);
        if (there is not null && (there.Type != EntryType.File || there.Size > size))
        {
            await files.DeleteAsync(beside, ct);
            there = null;
        }

        try
        {
            await fetch(beside);
        }
        catch (DeviceException e) when (e.Fault == DeviceFault.NotAuthentic && there is not null)
        {
            // What an interruption left may look like a beginning and be none.
            await files.DeleteAsync(beside, ct);
            there = null;
            await fetch(beside);
        }

        await files.FlushAsync(beside, ct);
        return size - (there?.Size ?? 0);
    }
}
