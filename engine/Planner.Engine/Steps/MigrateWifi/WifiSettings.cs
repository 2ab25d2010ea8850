using System.Text;
using System.Text.Json.Nodes;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Images;

namespace Planner.Engine.Steps;

/// <summary>Finds the networks that a device knows: in connman's texts of its configuration, then in files of WiFi Connect.</summary>
/// <param name="context">The step's context.</param>
sealed class WifiSettings(StepContext context)
{
    const string OfConfiguration = "connman";
    const string OfWifiConnect = "wifi-connect";

    readonly List<Network> networks = [];
    readonly List<WifiFinding> findings = [];

    /// <summary>Networks in the order in which they are to be preferred, and what can not be migrated.</summary>
    internal async ValueTask<(IReadOnlyList<Network> Networks, IReadOnlyList<WifiFinding> Findings)> ReadAsync(IReadOnlyList<PartitionPath> configurations, IReadOnlyList<PartitionPath> wifiConnect, CancellationToken ct)
    {
        if (await FirstPlace.ReadAsync(context, configurations, ct) is { } found) ReadConfiguration(found.Path, ConfigText.Read(found.Path, found.Content));
        foreach (var pattern in wifiConnect)
        {
            var bound = context.Path(pattern);
            if (!await FirstPlace.IsThereAsync(context, bound.Partition, ct)) continue;
            foreach (var path in await PathPattern.FindAsync(context.Device.Files, bound, ct))
                ReadText(await context.Device.Files.ReadAsync(path, ct) ?? [], path.ToString(), OfWifiConnect);
        }

        var whole = new List<Network>();
        foreach (var network in networks)
            if (await WithCertificatesAsync(network, ct) is { } certified) whole.Add(certified);
        return (whole, findings);
    }

    void ReadConfiguration(PartitionPath path, JsonObject config)
    {
        if (config["files"] is not { } files) return;
        if (files is not JsonObject entries)
        {
            findings.Add(new WifiFinding($"files in {path} is no object", true));
            return;
        }

        foreach (var (name, value) in entries)
        {
            var where = $"{name} of {path}";
            if (TextOf(value) is { } text) ReadText(text, where, OfConfiguration);
            else findings.Add(new WifiFinding($"{where} is no text", true));
        }
    }

    static byte[]? TextOf(JsonNode? value)
    {
        try
        {
            return value is JsonValue text && text.TryGetValue<string>(out var content) ? Encoding.UTF8.GetBytes(content) : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a pair of UTF-16: JSON can say it, and no text can hold it.
            return null;
        }
    }

    void ReadText(byte[] content, string where, string source)
    {
        var sections = ConnmanText.Read(content, out var badLine);
        if (badLine is { } line && ConnmanText.HasServices(content)) findings.Add(new WifiFinding($"{where}: line {line} is not connman's, which takes nothing of such a text", true));
        if (badLine is not null) return;
        foreach (var section in sections.Where(section => section.Name.StartsWith(ConnmanText.ServicePrefix, StringComparison.Ordinal)))
            if (new NetworkReader(section, $"{section.Name} in {where}", findings).Read(source) is { } network) networks.Add(network);
        if (!where.StartsWith("network/", StringComparison.Ordinal)) return;
        foreach (var section in sections.Where(section => section.Name is "WiFi" or "Wired" or "Bluetooth"))
        {
            if (section.Values.ContainsKey("Enable") && !section.Flag("Enable")) findings.Add(new WifiFinding($"{section.Name} in {where}: Enable has no counterpart", false));
            if (section.Flag("Tethering")) findings.Add(new WifiFinding($"{section.Name} in {where}: Tethering has no counterpart", false));
        }
    }

    async ValueTask<Network?> WithCertificatesAsync(Network network, CancellationToken ct)
    {
        if (network.Wireless?.Enterprise is not { } enterprise) return network;
        var contents = new List<(string Key, byte[] Content)>();
        foreach (var (key, path) in enterprise.Certificates)
        {
            if (PlaceOf(path) is { } place && await context.Device.Files.StatAsync(place, ct) is { Type: EntryType.File } && await context.Device.Files.ReadAsync(place, ct) is { Length: > 0 } content)
            {
                contents.Add((key, content));
                continue;
            }

            findings.Add(new WifiFinding($"{ConnmanText.ServicePrefix}{network.Name}: {path}, its {key}, is no file of this device", true));
            return null;
        }

        return network with { Wireless = network.Wireless with { Enterprise = enterprise with { Contents = [.. contents] } } };
    }

    /// <summary>A path of the running OS on the partition that is mounted there.</summary>
    PartitionPath? PlaceOf(string path)
    {
        var root = PartitionPath.Root(context.Partition(Roles.Active));
        if (!PartitionPath.TryParse($"{root.Partition}:{path}", out var place)) return null;
        var mounted = context.Device.Layout.Partitions.Where(one => one.Value.Mount is { } mount && path.StartsWith(mount + "/", StringComparison.Ordinal)).OrderByDescending(one => one.Value.Mount!.Length).FirstOrDefault();
        return mounted.Key is null ? place : PartitionPath.Root(mounted.Key).Below(path[mounted.Value.Mount!.Length..]);
    }
}
