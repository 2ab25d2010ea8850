using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Planner.Repository.Releases;

/// <summary>When a release opens: to no device before its start, to a share of them that grows evenly, to all of them when its duration is over.</summary>
/// <param name="Start">When the first devices may take it.</param>
/// <param name="Duration">How long it takes until all may.</param>
public sealed record Rollout(DateTimeOffset Start, TimeSpan Duration)
{
    /// <summary>The share of devices that a release is open to at a time, from 0 to 1.</summary>
    public double ShareAt(DateTimeOffset now) => now < Start ? 0 : now - Start >= Duration ? 1 : (now - Start) / Duration;

    /// <summary>Whether a device may take a release now.</summary>
    /// <param name="device">The device's uuid.</param>
    /// <param name="release">The release's path in the repository.</param>
    /// <param name="now">The time.</param>
    public bool IsOpen(string device, string release, DateTimeOffset now) => PlaceOf(device, release) < ShareAt(now);

    /// <summary>When a device's turn comes.</summary>
    public DateTimeOffset TurnOf(string device, string release) => Start + (Duration * PlaceOf(device, release));

    /// <summary>A device's place in the queue for a release, from 0 up to but not 1: the same at every time and on every machine, and another one for every release, so that no device is always the first.</summary>
    public static double PlaceOf(string device, string release)
    {
        // The upper 53 bits are what a double holds exactly.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{device}\n{release}"));
        return (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) / (double)(1UL << 53);
    }
}
