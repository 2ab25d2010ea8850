namespace Planner.Devices.Simulated;

/// <summary>What calls take on a typical board with an SD card: the base of estimated durations and downtimes. Estimates, not promises.</summary>
public sealed record CallTimes
{
    /// <summary>A typical board.</summary>
    public static CallTimes Typical { get; } = new();

    /// <summary>Any call that only looks.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Making a flush wait for the disk.</summary>
    public TimeSpan Flush { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Making a file system.</summary>
    public TimeSpan Format { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Starting or stopping a unit.</summary>
    public TimeSpan Unit { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Going down and coming up again.</summary>
    public TimeSpan Boot { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Asking a registry or another peer.</summary>
    public TimeSpan Ask { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>Bytes read from disk in a second.</summary>
    public long ReadRate { get; init; } = 20_000_000;

    /// <summary>Bytes written to disk in a second.</summary>
    public long WriteRate { get; init; } = 8_000_000;

    /// <summary>Bytes fetched from the network in a second.</summary>
    public long FetchRate { get; init; } = 1_000_000;

    /// <summary>Reading so many bytes.</summary>
    public TimeSpan Reading(long bytes) => Look + TimeSpan.FromSeconds((double)bytes / ReadRate);

    /// <summary>Writing so many bytes.</summary>
    public TimeSpan Writing(long bytes) => Look + TimeSpan.FromSeconds((double)bytes / WriteRate);

    /// <summary>Fetching so many bytes.</summary>
    public TimeSpan Fetching(long bytes) => Ask + TimeSpan.FromSeconds((double)bytes / FetchRate);
}
