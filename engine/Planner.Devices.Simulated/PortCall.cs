using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

/// <summary>One call of a port and what it touched; a call that touches two things is listed as two.</summary>
/// <param name="Call">Port and call, like <c>files.write</c>.</param>
/// <param name="Kind">Whether it read, changed or erased.</param>
/// <param name="Resource">What kind of thing.</param>
/// <param name="Partition">The partition, where it is about one; else the service, image or URL; empty where there is only one.</param>
/// <param name="Path">The path on the partition, or the unit; else empty.</param>
/// <param name="At">When it began, since the device was made.</param>
/// <param name="Took">How long it is estimated to take on a real device.</param>
/// <param name="Written">Bytes written.</param>
/// <param name="Fetched">Bytes fetched from the network.</param>
public readonly record struct PortCall(string Call, EffectKind Kind, ResourceKind Resource, string Partition, string Path, TimeSpan At, TimeSpan Took, long Written, long Fetched)
{
    /// <summary>What it touched, spelled as in <see cref="Effect.Name"/>.</summary>
    public string Name => Resource == ResourceKind.Partition ? $"{Partition}:{Path}" : Partition;

    /// <summary>As a line for people.</summary>
    public override string ToString() => $"{Call} {Kind.ToString().ToLowerInvariant()} {Name}";
}
