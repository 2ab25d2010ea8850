using System.Text.Json.Nodes;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps.Wifi;

/// <summary>A device with networks, and a plan that migrates them.</summary>
static class WifiTrial
{
    /// <summary>The step as a plan of 1.x devices has it.</summary>
    internal const string Step = """
        - migrate-wifi: { to: "boot:/system-connections", from: ["boot:/config.json", "state:/config.json"], wifi-connect: "data:/resin-data/*/network.config" }

        """;

    /// <summary>The same with whatever can not be migrated left out.</summary>
    internal static string Lenient { get; } = Step.Replace("to:", "unsupported: report, to:", StringComparison.Ordinal);

    /// <summary>Where connman's text is in the configuration.</summary>
    internal const string Entry = "network/network.config";

    static readonly PartitionPath Folder = new("boot", "/system-connections");

    /// <summary>A device whose configuration holds a text of connman.</summary>
    internal static Task<Trial> OfAsync(string text, string steps = Step) => OfAsync(new JsonObject { [Entry] = text }, steps);

    /// <summary>A device whose configuration has files.</summary>
    internal static Task<Trial> OfAsync(JsonNode? files, string steps = Step) => Trial.Of(steps).WithAsync(device => PutAsync(device, "boot:/config.json", Configuration(files)));

    /// <summary>A configuration with files.</summary>
    internal static string Configuration(JsonNode? files) => new JsonObject { ["deviceType"] = "grub-board", ["apiKey"] = "key of the API", ["files"] = files }.ToJsonString();

    /// <summary>Puts a file on the device before the run.</summary>
    internal static ValueTask PutAsync(IDevice device, string path, string text) =>
        PartitionPath.TryParse(path, out var place) ? device.Files.WriteAsync(place, System.Text.Encoding.UTF8.GetBytes(text), 420, default) : throw new ArgumentException(path);

    /// <summary>The keyfiles of a device.</summary>
    internal static async Task<IReadOnlyDictionary<string, byte[]>> KeyfilesAsync(Trial trial)
    {
        var files = new Dictionary<string, byte[]>();
        foreach (var entry in await trial.Device.Files.ListAsync(Folder, default)) files[entry.Path[1..]] = (await trial.Device.Files.ReadAsync(Folder.Below(entry.Path), default))!;
        return files;
    }

    /// <summary>What NetworkManager makes of a device's networks after the run.</summary>
    internal static async Task<JsonObject> SeenAsync(Trial trial)
    {
        await trial.RunToAsync(OutcomeKind.Done, 0);
        return await NetworkManagerView.OfAsync(await KeyfilesAsync(trial));
    }

    /// <summary>What NetworkManager makes of the one network of a text.</summary>
    internal static async Task<JsonObject> SeenAsync(string text, Func<IDevice, ValueTask>? change = null)
    {
        var trial = await OfAsync(text);
        if (change is not null) await trial.WithAsync(change);
        return (await SeenAsync(trial)).Single().Value!.AsObject();
    }

    /// <summary>Everything that the step told.</summary>
    internal static IReadOnlyList<string> Told(Trial trial) => [.. trial.Events.OfType<StepProgress>().Where(step => step.Number == 5).Select(step => step.Text)];

    /// <summary>Bytes as the view tells them.</summary>
    internal static string Hex(string text) => Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(text));
}
