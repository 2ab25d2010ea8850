using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Engine.Execution;

/// <summary>The plan and layout files that a run keeps in staging, beside the Planner that began it, so that it can be ended whatever becomes of the originals.</summary>
/// <param name="Plan">Bytes of the plan file.</param>
/// <param name="Layout">Bytes of the layout file.</param>
public sealed record StoredPlan(byte[] Plan, byte[] Layout)
{
    /// <summary>What the layout file is called.</summary>
    public const string LayoutName = "layout.yaml";

    const int Private = 0b110_000_000;

    internal static async ValueTask StoreAsync(IDevice device, RunRequest request, CancellationToken ct)
    {
        await ForgetAsync(device, ct);
        var folder = device.Layout.Staging.Below(request.RunId);
        await device.Files.MakeFolderAsync(folder, 0b111_000_000, ct);
        await device.Files.WriteAsync(PlanIn(folder), request.Sources.Plan, Private, ct);
        await device.Files.WriteAsync(LayoutIn(folder), request.Sources.Layout, Private, ct);
        await device.Program.StoreAsync(ProgramOf(device.Layout, request.RunId), ct);
        await device.Files.FlushAllAsync(folder.Partition, ct);
    }

    /// <summary>Frees everything that runs kept in staging, those included that were cut before they had a journal. Only for when no run is open.</summary>
    internal static async ValueTask ForgetAsync(IDevice device, CancellationToken ct)
    {
        var logs = device.Layout.Logs;
        var staging = device.Layout.Staging;
        var left = 0;
        foreach (var entry in await device.Files.ListAsync(staging, ct))
        {
            var path = staging.Below(entry.Name);
            if (path.Partition == logs.Partition && TreeSelection.IsAtOrBelow(logs.Path, path.Path)) left++;
            else await device.Files.DeleteAsync(path, ct);
        }

        if (left == 0) await device.Files.DeleteAsync(staging, ct);
    }

    /// <summary>Reads what a run stored; null when it is not there, or not any more.</summary>
    public static async ValueTask<StoredPlan?> ReadAsync(IDevice device, string run, CancellationToken ct)
    {
        var folder = device.Layout.Staging.Below(run);
        return await device.Files.ReadAsync(PlanIn(folder), ct) is { } plan && await device.Files.ReadAsync(LayoutIn(folder), ct) is { } layout ? new StoredPlan(plan, layout) : null;
    }

    /// <summary>Where a run keeps the Planner that began it.</summary>
    public static PartitionPath ProgramOf(Layout layout, string run) => layout.Staging.Below(run).Below("planner");

    static PartitionPath PlanIn(PartitionPath folder) => folder.Below("plan.yaml");

    static PartitionPath LayoutIn(PartitionPath folder) => folder.Below(LayoutName);
}
