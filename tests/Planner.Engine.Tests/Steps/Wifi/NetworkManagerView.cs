using System.Diagnostics;
using System.Text.Json.Nodes;
using Planner.Engine.Tests.Architecture;

namespace Planner.Engine.Tests.Steps.Wifi;

/// <summary>Keyfiles as NetworkManager's own library understands them.</summary>
static class NetworkManagerView
{
    static readonly string Script = Path.Combine(Rooms.Top, "tests", "Planner.Engine.Tests", "Steps", "Wifi", "view.py");

    /// <summary>What it understood of each file; fails when it takes one not at all, or with a warning.</summary>
    internal static async Task<JsonObject> OfAsync(IReadOnlyDictionary<string, byte[]> files)
    {
        var folder = Directory.CreateTempSubdirectory("keyfiles");
        try
        {
            foreach (var (name, content) in files) await File.WriteAllBytesAsync(Path.Combine(folder.FullName, name), content);
            var told = JsonNode.Parse(await RunAsync("/usr/bin/python3", null, Script, folder.FullName))!.AsObject();
            foreach (var (name, network) in told) Assert.That(network!["warnings"]!.AsArray(), Is.Empty, name);
            return told;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A file as <c>nmcli</c> writes it after it has read it.</summary>
    internal static Task<string> ThroughNmcliAsync(byte[] content) => RunAsync("nmcli", content, "--offline", "connection", "modify", "connection.zone", "");

    static async Task<string> RunAsync(string program, byte[]? input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await process.StandardInput.BaseStream.WriteAsync(input ?? []);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, await error);
        return output;
    }
}
