using System.Text.Json.Nodes;

namespace Planner.Cli.Tests.Field;

/// <summary>What two devices must have in common to have ended alike, from two snapshots of <c>planner inspect --json</c>: every name of every partition with type, mode, owner, size, links, attributes and content, and services, slots and what the engine holds. Left out is what no two runs share: the wall clock, and with it the times of files; the run's log, which tells them; sizes of whole file systems, which a simulation only estimates.</summary>
static class EndState
{
    public static string Of(string page)
    {
        var snapshot = JsonNode.Parse(page)!;
        var device = snapshot["device"]!.GetValue<string>().Split('\n')
            .Where(line => !Array.Exists(["device:", "clock:", "other:", "tree:", "summary:", "id:", "kind:"], word => line.TrimStart().StartsWith(word, StringComparison.Ordinal)));
        var trees = snapshot["trees"]!.AsObject().OrderBy(tree => Name(tree.Key), StringComparer.Ordinal)
            .Select(tree => $"{Name(tree.Key)}\n{string.Join('\n', tree.Value!.GetValue<string>().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.Contains("\"/resinhup/", StringComparison.Ordinal)).Select(Entry))}");
        return string.Join('\n', device.Concat(trees));
    }

    static string Name(string path) => path.Split('/')[^1];

    static string Entry(string line)
    {
        var entry = JsonNode.Parse(line)!.AsObject();
        foreach (var word in (string[])["mtime", "content"]) entry.Remove(word);
        return entry.ToJsonString();
    }
}
