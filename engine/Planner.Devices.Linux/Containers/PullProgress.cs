using Docker.DotNet.Models;

namespace Planner.Devices.Linux.Containers;

/// <summary>What an engine reports while it pulls: sums up the bytes of all layers and keeps what ends a pull.</summary>
/// <param name="fetched">Told the sum of all bytes so far, or null.</param>
sealed class PullProgress(IProgress<long>? fetched) : IProgress<JSONMessage>
{
    readonly Dictionary<string, (long Current, long Total)> layers = [];
    long told = -1;

    /// <summary>The error that the engine wrote into the stream, or null.</summary>
    public string? Error { get; private set; }

    /// <summary>Whether the engine said that it has the image. Without it the stream ended early.</summary>
    public bool IsDone { get; private set; }

    /// <inheritdoc/>
    public void Report(JSONMessage value)
    {
        if (value.Error is { } error) Error ??= error.Message ?? "an error without a message";
        if (value.Status is not { } status) return;
        if (status.StartsWith("Status: ", StringComparison.Ordinal)) IsDone = true;
        if (value.ID is not { Length: > 0 } layer) return;
        if (status == "Downloading" && value.Progress is { } progress) layers[layer] = (progress.Current ?? 0, Math.Max(progress.Total ?? 0, progress.Current ?? 0));
        else if (status is "Download complete" or "Verifying Checksum" && layers.TryGetValue(layer, out var whole)) layers[layer] = (whole.Total, whole.Total);
        else return;
        var sum = layers.Values.Sum(one => one.Current);
        if (sum > told) fetched?.Report(told = sum);
    }
}
