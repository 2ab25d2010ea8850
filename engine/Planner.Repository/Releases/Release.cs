using Planner.Engine.Devices;

namespace Planner.Repository.Releases;

/// <summary>An OS version for one device type: <c>releases/&lt;os&gt;/&lt;device type&gt;/&lt;version&gt;.json</c>.</summary>
public sealed record Release
{
    /// <summary>Name of the OS, as devices tell it in the fact <c>os.name</c>.</summary>
    public required string Os { get; init; }

    /// <summary>Its version, with the variant where it has one.</summary>
    public required HostVersion Version { get; init; }

    /// <summary>The device type.</summary>
    public required string DeviceType { get; init; }

    /// <summary>The image, pinned by the digest of its manifest: <c>name@sha256:…</c>.</summary>
    public required string Image { get; init; }

    /// <summary>Bytes to fetch.</summary>
    public required long Packed { get; init; }

    /// <summary>Bytes of the image's layers unpacked.</summary>
    public required long Unpacked { get; init; }

    /// <summary>Version of the supervisor that the OS brings, or null.</summary>
    public string? Supervisor { get; init; }

    /// <summary>When it was published.</summary>
    public required DateTimeOffset Published { get; init; }

    /// <summary>Whether devices no longer get it, nor pass through it.</summary>
    public bool IsWithdrawn { get; init; }

    /// <summary>When it opens to which share of devices; null for all at once.</summary>
    public Rollout? Rollout { get; init; }

    /// <summary>Where it lies in a repository.</summary>
    public string Path => PathOf(Os, DeviceType, Version);

    /// <summary>Where a release lies in a repository.</summary>
    public static string PathOf(string os, string deviceType, HostVersion version) => $"releases/{os}/{deviceType}/{version}.json";
}
