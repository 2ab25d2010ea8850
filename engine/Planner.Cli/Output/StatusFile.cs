using System.Text.Json;
using System.Text.Json.Nodes;
using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Cli.Output;

/// <summary>What the status file beside the journal says of a run: for information, the journal decides.</summary>
/// <param name="Text">Like <c>Running OS update</c>.</param>
/// <param name="Percentage">0 to 100.</param>
/// <param name="Cause">Why it failed or was refused.</param>
sealed record StatusFile(string Text, int Percentage, IReadOnlyList<string> Cause)
{
    /// <summary>Reads it; null when there is none of this run, or none that can be read.</summary>
    internal static async Task<StatusFile?> ReadAsync(IDevice device, string run, CancellationToken ct)
    {
        if (await device.Files.ReadAsync(RunFiles.Status(device.Layout), ct) is not { } content) return null;
        try
        {
            if (JsonNode.Parse(content) is not JsonObject said || said["run"]?.GetValue<string>() != run) return null;
            return new StatusFile(said["status"]!.GetValue<string>(), said["percentage"]!.GetValue<int>(), [.. said["cause"]!.AsArray().Select(cause => cause!.GetValue<string>())]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            return null;
        }
    }
}
