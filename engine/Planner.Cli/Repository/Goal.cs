using System.Text.Json;
using System.Text.Json.Nodes;

namespace Planner.Cli.Repository;

/// <summary>Where an update of several hops is to lead: what the run of each hop but the last keeps, so that whoever ends it goes on.</summary>
/// <param name="To">A version, or <c>latest</c>.</param>
/// <param name="Repository">Where the repository is: web addresses, or one folder.</param>
/// <param name="NoReboot">Whether to stop where a plan reboots.</param>
/// <param name="IgnoreLocks">Whether the device boots although applications hold update locks.</param>
sealed record Goal(string To, IReadOnlyList<string> Repository, bool NoReboot, bool IgnoreLocks)
{
    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is none.</summary>
    internal static Goal? Parse(string text)
    {
        try
        {
            var said = JsonNode.Parse(text)!;
            return new Goal((string)said["to"]!, [.. said["repository"]!.AsArray().Select(place => (string)place!)], (bool)said["no-reboot"]!, (bool)said["ignore-locks"]!);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException or ArgumentNullException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => new JsonObject
    {
        ["to"] = To,
        ["repository"] = new JsonArray([.. Repository.Select(place => (JsonNode)place)]),
        ["no-reboot"] = NoReboot,
        ["ignore-locks"] = IgnoreLocks,
    }.ToJsonString();
}
