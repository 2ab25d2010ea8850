namespace Planner.Repository;

/// <summary>A repository whose metadata were brought up to date and found authentic.</summary>
public interface ITrustedRepository
{
    /// <summary>Every target that the roles in force name, by path; delegations are followed, and the first role that names a path counts.</summary>
    IReadOnlyDictionary<string, Target> Targets { get; }

    /// <summary>When they were found to be in force: by the clock, or later where one was seen before that went ahead of it.</summary>
    DateTimeOffset Moment { get; }

    /// <summary>Fetches a target and compares its length and digests. Never reads more bytes than the metadata say.</summary>
    /// <exception cref="NotAuthenticException">It is not what the metadata say.</exception>
    /// <exception cref="Engine.Devices.DeviceException">It could not be fetched.</exception>
    Task<byte[]> FetchAsync(Target target, CancellationToken ct);
}
