using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Planner.Repository.Tuf;

namespace Planner.Repository.Publishing;

/// <summary>Writes metadata files: what a role says, and the signatures of its keys.</summary>
static class MetadataWriter
{
    const string SpecificationVersion = "1.0.31";

    /// <summary>What a root says.</summary>
    internal static JsonObject Root(long version, DateTimeOffset expires, IReadOnlyDictionary<string, RoleKeys> roles)
    {
        var body = Begin(Metadata.Root, version, expires);
        body["consistent_snapshot"] = true;
        body["keys"] = Keys(roles.Values);
        body["roles"] = ObjectOf(roles.OrderBy(role => role.Key, StringComparer.Ordinal).Select(role => (role.Key, (JsonNode)Signers(role.Value))));
        return body;
    }

    /// <summary>What a role says of targets.</summary>
    internal static JsonObject Targets(long version, DateTimeOffset expires, IReadOnlyDictionary<string, Target> files, IReadOnlyList<Delegation> delegations)
    {
        var body = Begin(Metadata.Targets, version, expires);
        body["targets"] = ObjectOf(files.Values.OrderBy(file => file.Path, StringComparer.Ordinal).Select(file => (file.Path, (JsonNode)Of(file))));
        if (delegations.Count == 0) return body;
        body["delegations"] = new JsonObject { ["keys"] = Keys(delegations.Select(delegation => delegation.Keys)), ["roles"] = new JsonArray([.. delegations.Select(Of)]) };
        return body;
    }

    /// <summary>What a snapshot or a timestamp says.</summary>
    internal static JsonObject Listing(string role, long version, DateTimeOffset expires, IReadOnlyDictionary<string, MetaFile> files)
    {
        var body = Begin(role, version, expires);
        body["meta"] = ObjectOf(files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => ($"{file.Key}.json", (JsonNode)Of(file.Value))));
        return body;
    }

    /// <summary>The file, signed.</summary>
    internal static byte[] Sign(JsonObject body, IEnumerable<SigningKey> keys)
    {
        using var document = JsonDocument.Parse(body.ToJsonString());
        var content = CanonicalJson.Of(document.RootElement);
        var signatures = keys.Select(key => (JsonNode)new JsonObject { ["keyid"] = key.Public.Id, ["sig"] = Convert.ToHexStringLower(key.Sign(content)) });
        return Encoding.UTF8.GetBytes(new JsonObject { ["signatures"] = new JsonArray([.. signatures]), ["signed"] = body.DeepClone() }.ToJsonString() + "\n");
    }

    static JsonObject Begin(string type, long version, DateTimeOffset expires) => new()
    {
        ["_type"] = type,
        ["spec_version"] = SpecificationVersion,
        ["version"] = version,
        ["expires"] = expires.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    };

    static JsonObject Keys(IEnumerable<RoleKeys> roles) => ObjectOf(roles.SelectMany(role => role.Keys.Values).DistinctBy(key => key.Id).OrderBy(key => key.Id, StringComparer.Ordinal).Select(key => (key.Id, (JsonNode)key.ToJson())));

    static JsonObject Signers(RoleKeys role) => new() { ["keyids"] = new JsonArray([.. role.Keys.Keys.Order(StringComparer.Ordinal).Select(id => (JsonNode)id)]), ["threshold"] = role.Threshold };

    static JsonObject Of(Target file)
    {
        var page = new JsonObject { ["length"] = file.Length, ["hashes"] = ObjectOf(file.Hashes.Select(hash => (hash.Key, (JsonNode)hash.Value))) };
        if (file.Custom is { } custom) page["custom"] = JsonNode.Parse(custom.GetRawText());
        return page;
    }

    static JsonNode Of(Delegation delegation)
    {
        var page = Signers(delegation.Keys);
        page["name"] = delegation.Name;
        page["terminating"] = delegation.IsTerminating;
        if (delegation.Paths is { } paths) page["paths"] = new JsonArray([.. paths.Select(path => (JsonNode)path)]);
        if (delegation.HashPrefixes is { } prefixes) page["path_hash_prefixes"] = new JsonArray([.. prefixes.Select(prefix => (JsonNode)prefix)]);
        return page;
    }

    static JsonObject Of(MetaFile file)
    {
        var page = new JsonObject { ["version"] = file.Version };
        if (file.Length is { } length) page["length"] = length;
        if (file.Hashes is { } hashes) page["hashes"] = ObjectOf(hashes.Select(hash => (hash.Key, (JsonNode)hash.Value)));
        return page;
    }

    static JsonObject ObjectOf(IEnumerable<(string Name, JsonNode Value)> fields) => new(fields.Select(pair => KeyValuePair.Create(pair.Name, (JsonNode?)pair.Value)));
}
