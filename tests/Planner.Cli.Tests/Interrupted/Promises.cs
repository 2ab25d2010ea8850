using System.Text.Json.Nodes;
using Planner.Testing.Interrupting;

namespace Planner.Cli.Tests.Interrupted;

/// <summary>What must be true of a bench whatever was done to it, read from its image files without Planner. Each check gives what is broken.</summary>
/// <param name="trial">The bench.</param>
sealed class Promises(Trial trial)
{
    static readonly string[] Partitions = ["boot", "rootA", "rootB", "state", "data"];

    Ground Ground => trial.Ground;

    /// <summary>At any moment: the slot that boots next holds a whole OS, the user's data is there.</summary>
    /// <param name="cut">Whether the power was cut: then file systems play back their journals first.</param>
    public async Task<IReadOnlyList<string>> BrokenAtAnyMomentAsync(bool cut = false)
    {
        var folder = trial.Folder;
        var broken = new List<string>();
        try
        {
            if (cut)
            {
                folder = await Ground.CopyAsync(folder);
                foreach (var partition in Partitions) await Trees.Image(folder, partition).ReplayAsync();
            }
            else
            {
                broken.AddRange((await InUse.OfAsync(folder)).Select(one => $"left in use: {one}"));
            }

            // Before the journal of the boot partition is played back: the loader does not know of it.
            var next = await new GrubBoard(Trees.Image(trial.Folder, "boot")).NextAsync();
            if (next is null) broken.Add("P1: no slot boots");
            else if (await Trees.BootedAsync(folder, next.Value) != Trees.Unarmed(next == 'A' ? Ground.Before.SlotA : Ground.After.SlotB)) broken.Add($"P1: slot {next} boots next and holds no whole OS");
            if (next == 'B' && !await Trees.Image(folder, "data").HasAsync("/remove_me_to_reset")) broken.Add("P3: the new OS would take the device for a fresh one and erase the user's data");
            if (await Trees.UserDataAsync(folder) != Ground.Before.UserData) broken.Add("P3: the user's data is not as it was");
            return broken;
        }
        finally
        {
            if (cut) Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>When the run is over: wholly the new OS or wholly the old one, and Planner says so.</summary>
    /// <param name="last">The command with which it ended.</param>
    /// <param name="servicesRun">Whether services must run.</param>
    public async Task<IReadOnlyList<string>> BrokenAtTheEndAsync(Stopped last, bool servicesRun = true)
    {
        var broken = new List<string>(await BrokenAtAnyMomentAsync());
        var trees = await Trees.ReadAsync(trial.Folder);
        var isNew = trees.Variables == Ground.After.Variables;
        Compare(broken, "the boot variables", trees.Variables, isNew ? Ground.After.Variables : Ground.Before.Variables);
        Compare(broken, "the boot partition", trees.Boot, isNew ? Ground.After.Boot : Ground.Before.Boot);
        Compare(broken, "the state partition", trees.State, isNew ? Ground.After.State : Ground.Before.State);
        Compare(broken, "the old OS", trees.SlotA, Ground.Before.SlotA);
        if (isNew) Compare(broken, "the new OS", trees.SlotB, Ground.After.SlotB);
        if (servicesRun && !File.Exists(Path.Join(trial.Folder, "supervisor-runs"))) broken.Add("P2: the supervisor does not run");
        if (Running() != (isNew ? 'B' : 'A')) broken.Add($"P2: slot {Running()} runs");
        // A spare slot whose formatting failed holds nothing, and nothing needs it.
        foreach (var partition in Partitions.Where(partition => isNew || partition != "rootB"))
            if (await Trees.Image(trial.Folder, partition).DamageAsync() is { } damage) broken.Add($"P2: {damage}");
        broken.AddRange(await DishonestAsync(last, isNew));
        return broken;
    }

    async Task<IReadOnlyList<string>> DishonestAsync(Stopped last, bool isNew)
    {
        var broken = new List<string>();
        var state = await trial.StateAsync();
        if (isNew ? state != "done" : state is not (null or "failed")) broken.Add($"P5: the status says '{state}', {(isNew ? "the new OS runs" : "the old OS runs")}");
        if (state is not null && await Trees.Image(trial.Folder, "data").TreeAsync("/planner") is { Length: > 0 } left) broken.Add($"P2: staging still holds {left}");
        if (last.Output.TrimEnd('\n').Split('\n').LastOrDefault(line => line.StartsWith("{\"format\":1,\"event\":\"outcome\"", StringComparison.Ordinal)) is { } line
            && (string?)JsonNode.Parse(line)!["outcome"] is { } outcome && outcome is "done" or "failed" && outcome != (isNew ? "done" : "failed")) broken.Add($"P5: {line}");
        return broken;
    }

    char Running() => File.Exists(Path.Join(trial.Folder, ".bench-state.json")) ? ((string)JsonNode.Parse(File.ReadAllText(Path.Join(trial.Folder, ".bench-state.json")))!["running"]!)[0] : 'A';

    static void Compare(List<string> broken, string what, string is_now, string must)
    {
        if (is_now == must) return;
        var (now, wanted) = (is_now.Split('\n'), must.Split('\n'));
        broken.Add($"P2: {what}: {string.Join("; ", wanted.Except(now).Select(line => $"- {line}").Concat(now.Except(wanted).Select(line => $"+ {line}")))}");
    }
}
