using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Planner.Devices.Linux.Files;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Power;

/// <summary>What a bench remembers between two programs: its running slot and how often it has booted.</summary>
/// <param name="Running">The slot, as <see cref="BenchSlots"/> calls it.</param>
/// <param name="Boots">Boots since it is one, the first being 1.</param>
/// <param name="IsBooting">Whether its OS has not started all of its services yet.</param>
sealed record BenchState(string Running, int Boots, bool IsBooting)
{
    const string FileName = ".bench-state.json";

    /// <summary>The state of a folder, or what a bench is at first.</summary>
    internal static async Task<BenchState> ReadAsync(string folder, string first, CancellationToken ct)
    {
        var path = Path.Join(folder, FileName);
        if (!File.Exists(path)) return new BenchState(first, 1, false);
        try
        {
            var state = JsonNode.Parse(await File.ReadAllTextAsync(path, ct).ConfigureAwait(false));
            return new BenchState((string)state!["running"]!, (int)state["boots"]!, (bool?)state["booting"] == true);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException or ArgumentNullException)
        {
            throw new DeviceException(DeviceFault.Failed, $"read the bench's state {path}", "it is damaged; delete it to begin with the device file's running slot", e);
        }
    }

    /// <summary>Writes it, whole or not at all, durably.</summary>
    internal void Write(string folder) =>
        DurableFile.Replace(Path.Join(folder, FileName), Encoding.UTF8.GetBytes(new JsonObject { ["running"] = Running, ["boots"] = Boots, ["booting"] = IsBooting }.ToJsonString() + "\n"));
}
