using System.Text.Json.Nodes;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Changes of the members of a JSON object, made in this order. Members that they do not name stay, and so does the order of all.</summary>
/// <param name="Rename">Former names and what each is called now. Where both are there, the one of the new name stays.</param>
/// <param name="Remove">Members that go.</param>
/// <param name="Set">Members that get a value, whatever they had.</param>
/// <param name="Default">Members that get a value where they are missing or null.</param>
public sealed record ConfigChanges(
    IReadOnlyList<Named<string>> Rename, IReadOnlyList<string> Remove, IReadOnlyList<Named<ConfigValue>> Set, IReadOnlyList<Named<ConfigValue>> Default)
{
    /// <summary>Makes them; the names of what changed, never a value. Made twice, they change nothing the second time.</summary>
    internal IReadOnlyList<string> MakeIn(JsonObject config, Func<Template, string> expand)
    {
        var made = new List<string>();
        foreach (var (_, former, name) in Rename)
        {
            var at = config.IndexOf(former);
            if (former == name || at < 0) continue;
            var value = config[former];
            config.RemoveAt(at);
            if (!config.ContainsKey(name)) config.Insert(at, name, value);
            made.Add($"{former} is {name}");
        }

        made.AddRange(Remove.Where(config.Remove).Select(name => $"{name} is removed"));
        foreach (var (_, name, value) in Set)
        {
            var json = value.ToJson(expand);
            if (JsonNode.DeepEquals(config[name], json)) continue;
            config[name] = json;
            made.Add($"{name} is set");
        }

        foreach (var (_, name, value) in Default)
        {
            if (config[name] is not null) continue;
            config[name] = value.ToJson(expand);
            made.Add($"{name} was missing");
        }

        return made;
    }
}
