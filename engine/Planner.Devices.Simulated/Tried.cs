using Planner.Engine.Devices;

namespace Planner.Devices.Simulated;

/// <summary>What a call tries, on which path: words only where it fails.</summary>
/// <param name="Verb">What it does, like <c>copy</c>.</param>
/// <param name="Path">To what.</param>
/// <param name="To">Where to, or null.</param>
readonly record struct Tried(string Verb, PartitionPath Path, PartitionPath? To = null)
{
    /// <summary>The words.</summary>
    public static implicit operator string(Tried tried) => tried.ToString();

    /// <summary>The words, like <c>copy boot:/a to boot:/b</c>.</summary>
    public override string ToString() => To is { } to ? $"{Verb} {Path} to {to}" : $"{Verb} {Path}";
}
