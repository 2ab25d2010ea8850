using System.Text.Json;
using System.Text.Json.Nodes;
using Planner.Repository.Routes;

namespace Planner.Cli.Repository;

/// <summary>Where an update of several hops is to lead: what the run of each hop but the last keeps, so that whoever ends it goes on.</summary>
/// <param name="To">A version, or <c>latest</c>.</param>
/// <param name="Repository">Where the repository is: web addresses, or one folder.</param>
/// <param name="NoReboot">Whether to stop where a plan reboots.</param>
/// <param name="IgnoreLocks">Whether the device boots although applications hold update locks.</param>
/// <param name="Now">Whether runs begin also outside of the update window.</param>
sealed record Goal(string To, IReadOnlyList<string> Repository, bool NoReboot, bool IgnoreLocks, bool Now)
{
    /// <summary>The hops that were gone, each as a text.</summary>
    IReadOnlyList<string> Gone { get; init; } = [];

    /// <summary>The same with one hop more behind it.</summary>
    internal Goal Behind(Hop hop) => this with { Gone = [.. Gone, hop.ToString()] };

    /// <summary>Why a hop must not be gone, or null: one that does not lead where it says would be gone for ever.</summary>
    internal string? WhyNotBy(Hop hop) => Gone.Contains(hop.ToString()) ? $"the device was led to {hop} before, and is not there" : null;

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is none.</summary>
    internal static Goal? Parse(string text)
    {
        try
        {
            var said = JsonNode.Parse(text)!;
            return new Goal((string)said["to"]!, Texts("repository"), Is("no-reboot"), Is("ignore-locks"), Is("now")) { Gone = Texts("gone") };

            IReadOnlyList<string> Texts(string name) => [.. said[name]!.AsArray().Select(each => (string)each!)];
            bool Is(string name) => (bool)said[name]!;
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
        ["repository"] = Texts(Repository),
        ["no-reboot"] = NoReboot,
        ["ignore-locks"] = IgnoreLocks,
        ["now"] = Now,
        ["gone"] = Texts(Gone),
    }.ToJsonString();

    static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];
}
