using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Planner.Engine.Language;
using Semver;

namespace Planner.Repository.Catalogues;

/// <summary>What a repository's metadata say of a plan: enough to find routes without fetching any.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Layout"><c>name@version</c> of the layout that it starts from.</param>
/// <param name="Becomes"><c>name@version</c> of the layout that a device has after it, where that is another one; else null.</param>
/// <param name="For">The devices and releases that it is for: one must match.</param>
/// <param name="NotFor">Known-bad cases: none may match.</param>
public sealed record PlanEntry(string Name, SemVersion Version, string Layout, string? Becomes, IReadOnlyList<Selector> For, IReadOnlyList<Exclusion> NotFor)
{
    const string NameKey = "name";
    const string VersionKey = "version";
    const string LanguageKey = "language";
    const string LayoutKey = "layout";
    const string BecomesKey = "becomes";

    /// <summary><c>name@version</c>.</summary>
    public string Id => $"{Name}@{Version}";

    /// <summary>Where it lies in the repository.</summary>
    public string Path => $"plans/{Name}/{Version}.yaml";

    /// <summary>The layout's name that a device must have, whatever its version.</summary>
    public string LayoutName => NameOf(Layout);

    /// <summary>The name in <c>name@version</c>.</summary>
    public static string NameOf(string layout) => layout.Split('@')[0];

    /// <summary>What the metadata say of a plan file, as their <c>custom</c>. The file must be one that was read without problems.</summary>
    public static JsonElement CustomOf(byte[] file)
    {
        var plan = (MappingNode)YamlReader.Read("", file, new ReadContext())!;
        var custom = new JsonObject { [NameKey] = Of("plan") };
        foreach (var key in (string[])[VersionKey, LanguageKey, LayoutKey, BecomesKey, PlanReader.For.Name, PlanReader.NotFor.Name])
            if (Of(key) is { } value) custom[key] = value;
        return CustomJson.Parse(Encoding.UTF8.GetBytes(custom.ToJsonString()));

        JsonNode? Of(string key) => plan.Members.Where(member => member.Key.Text == key).Select(member => CustomJson.Of(member.Value)).FirstOrDefault();
    }

    /// <summary>The entry of a target; null when it is of a newer language, or can not be read: such a plan leads nowhere for this Planner.</summary>
    public static PlanEntry? OfCustom(JsonElement custom)
    {
        var (name, layout) = (CustomJson.Text(custom, NameKey), CustomJson.Text(custom, LayoutKey));
        if (name is null || layout is null || !SemVersion.TryParse(CustomJson.Text(custom, VersionKey), SemVersionStyles.Strict, out var version)) return null;
        if (!int.TryParse(CustomJson.Text(custom, LanguageKey), out var language) || language > FileHead.Language) return null;
        if (!CustomJson.TryRead(custom, PlanReader.For, out var wanted) || wanted is null || !CustomJson.TryRead(custom, PlanReader.NotFor, out var unwanted)) return null;
        return new(name, version, layout, CustomJson.Text(custom, BecomesKey), wanted, unwanted ?? []);
    }
}
