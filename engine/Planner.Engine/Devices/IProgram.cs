namespace Planner.Engine.Devices;

/// <summary>The Planner that works on the device, as a file: kept with a run, so that the one that began it can end it.</summary>
public interface IProgram
{
    /// <summary>What it is.</summary>
    ValueTask<ProgramFile> LookAsync(CancellationToken ct);

    /// <summary>Writes it to a path, executable by its owner. Not durable before it is flushed.</summary>
    ValueTask StoreAsync(PartitionPath path, CancellationToken ct);
}

/// <summary>A Planner as a file.</summary>
/// <param name="Digest">SHA-256 in lower-case hex.</param>
/// <param name="Size">Bytes.</param>
public sealed record ProgramFile(string Digest, long Size);
