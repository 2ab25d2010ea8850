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
    /// <summary>The run's id, or null where it was not known any more.</summary>
    internal string? Run { get; private init; }

    /// <summary><c>name@version</c> of its plan, or null where it was not known any more.</summary>
    internal string? Plan { get; private init; }

    /// <summary>The version to update to, or null.</summary>
    internal string? Target { get; private init; }

    /// <summary>How it ended; null while it was open.</summary>
    internal string? Outcome { get; private init; }

    /// <summary>When it was written.</summary>
    internal string? At { get; private init; }

    /// <summary>Reads it; null when there is none of this run, or none that can be read.</summary>
    internal static async Task<StatusFile?> ReadAsync(IDevice device, string run, CancellationToken ct) => await ReadAsync(device, ct) is { } file && file.Run == run ? file : null;

    /// <summary>Reads it, whichever run it is about; null when there is none, or none that can be read.</summary>
    internal static async Task<StatusFile?> ReadAsync(IDevice device, CancellationToken ct)
    {
        if (await device.Files.ReadAsync(RunFiles.Status(device.Layout), ct) is not { } content) return null;
        try
        {
            if (JsonNode.Parse(content) is not JsonObject said) return null;
            return new StatusFile(said["status"]!.GetValue<string>(), said["percentage"]!.GetValue<int>(), [.. said["cause"]!.AsArray().Select(cause => cause!.GetValue<string>())])
            {
                Run = said["run"]?.GetValue<string>(),
                Plan = said["plan"]?.GetValue<string>(),
                Target = said["target"]?.GetValue<string>(),
                Outcome = said["outcome"]?.GetValue<string>(),
                At = said["at"]?.GetValue<string>(),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            return null;
        }
    }
}
