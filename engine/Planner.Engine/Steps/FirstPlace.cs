using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Engine.Steps;

/// <summary>A file that has had several places over the years: the first place that has it counts. Partitions that some devices lack are passed over.</summary>
static class FirstPlace
{
    /// <summary>The file and its content, or null when no place has it.</summary>
    internal static async ValueTask<(PartitionPath Path, byte[] Content)?> ReadAsync(StepContext context, IEnumerable<PartitionPath> places, CancellationToken ct)
    {
        foreach (var place in places)
        {
            var path = context.Path(place);
            if (await IsThereAsync(context, path.Partition, ct) && await context.Device.Files.ReadAsync(path, ct) is { } content) return (path, content);
        }

        return null;
    }

    /// <summary>Whether the device has a partition. Only what the layout calls optional is looked for: without the others it is broken, and reading says so.</summary>
    internal static async ValueTask<bool> IsThereAsync(StepContext context, string partition, CancellationToken ct) =>
        context.Device.Layout.Partitions.GetValueOrDefault(partition) is not { Optional: true } || await context.Device.Disks.LookAsync(partition, ct) is not null;
}
