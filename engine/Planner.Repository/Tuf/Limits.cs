namespace Planner.Repository.Tuf;

/// <summary>How much a repository may make a client do.</summary>
public sealed record Limits
{
    /// <summary>Bytes of a root.</summary>
    public long Root { get; init; } = 512_000;

    /// <summary>Bytes of a timestamp.</summary>
    public long Timestamp { get; init; } = 16_384;

    /// <summary>Bytes of a snapshot whose length nobody says.</summary>
    public long Snapshot { get; init; } = 2_000_000;

    /// <summary>Bytes of a targets file whose length nobody says.</summary>
    public long Targets { get; init; } = 5_000_000;

    /// <summary>Bytes of any file, whatever length is said of it: who has one key only must not fill the memory with it.</summary>
    public long File { get; init; } = 64_000_000;

    /// <summary>Roots that are followed in one refresh.</summary>
    public int Rotations { get; init; } = 256;

    /// <summary>Delegated roles that are asked.</summary>
    public int Delegations { get; init; } = 32;
}
