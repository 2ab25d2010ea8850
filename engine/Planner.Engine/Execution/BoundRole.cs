using System.Text.Json.Nodes;
using Planner.Engine.Devices;

namespace Planner.Engine.Execution;

/// <summary>A role, bound.</summary>
/// <param name="Slot">Slot name.</param>
/// <param name="Partition">Partition name in the layout.</param>
/// <param name="Id">Identity of the partition, see <see cref="PartitionState.Id"/>.</param>
public sealed record BoundRole(string Slot, string Partition, string Id)
{
    internal JsonObject ToJson() => new() { ["slot"] = Slot, ["partition"] = Partition, ["id"] = Id };

    internal static BoundRole Of(JsonObject said) => new(said["slot"]!.GetValue<string>(), said["partition"]!.GetValue<string>(), said["id"]!.GetValue<string>());
}
