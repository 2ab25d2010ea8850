using System.CommandLine;
using System.Text.Json.Nodes;
using Planner.Cli.Devices;
using Planner.Cli.Output;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Cli.Commands;

/// <summary>Shows facts and their values.</summary>
static class FactsCommand
{
    static readonly Dictionary<string, InputType> NoInputs = [];

    internal static Command Make(Terminal terminal)
    {
        var (choice, json, to) = (new ChosenDevice(), Options.Json(), Options.To("The version that an update would lead to, for the facts of the target."));
        var list = new Option<bool>("--list") { Description = "List the facts that there are, without asking a device." };
        var command = new PlannerCommand("facts", "Shows the facts of a device, or lists the facts that there are.", "planner facts --device samples/devices/intel-nuc-healthy.yaml", "planner facts --list") { to, list, json };
        choice.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            if (parsed.GetValue(list)) return List(parsed.GetValue(json), terminal);
            var (device, _, failure) = await choice.OpenAsync(parsed, terminal, ct);
            if (device is null) return failure;
            await using (device) return await ShowAsync(device, Options.VersionOf(parsed.GetValue(to)), parsed.GetValue(json), terminal, ct);
        });
        return command;
    }

    static int List(bool json, Terminal terminal)
    {
        IReadOnlyList<Fact> all =
        [
            .. FactCatalogue.Fixed,
            .. FactCatalogue.OfPartition.Select(fact => fact with { Name = $"partition.<name or role>.{fact.Name}" }),
            .. FactCatalogue.OfService.Select(fact => fact with { Name = $"service.<name>.{fact.Name}" }),
            .. FactCatalogue.OfImage.Select(fact => fact with { Name = $"input.<image>.{fact.Name}" }),
        ];
        Write(all.Select(fact => (fact, (FactValue?)null)).ToList(), json, terminal);
        return ExitCode.Good;
    }

    static async Task<int> ShowAsync(IDevice device, HostVersion? target, bool json, Terminal terminal, CancellationToken ct)
    {
        var reader = new FactReader(device, target, new Dictionary<string, string>(), new Dictionary<string, ImageAnswer>());
        var facts = new List<(Fact, FactValue?)>();
        foreach (var name in FactCatalogue.Names(device.Layout, NoInputs))
            facts.Add((FactCatalogue.Find(name, device.Layout, NoInputs)!, await reader.ReadAsync(name, ct)));
        Write(facts, json, terminal);
        return ExitCode.Good;
    }

    static void Write(IReadOnlyList<(Fact Fact, FactValue? Value)> facts, bool json, Terminal terminal)
    {
        if (json)
        {
            var page = Json.New();
            page["facts"] = Json.List(facts.Select(ToJson));
            Json.WritePage(terminal, page);
            return;
        }

        var width = facts.Max(fact => fact.Fact.Name.Length);
        foreach (var (fact, value) in facts)
            terminal.Result($"{fact.Name.PadRight(width)}  {(value is null ? $"{fact.Type.ToString().ToLowerInvariant(),-7}  {fact.Summary}" : Shown(value))}");
    }

    static string Shown(FactValue value) => value switch
    {
        { IsKnown: false } => $"unknown: {value.Reason}",
        { Type: FactType.Size } when long.TryParse(value.Text, out var bytes) => ByteSize.Format(bytes),
        _ => value.Text!,
    };

    static JsonObject ToJson((Fact Fact, FactValue? Value) one)
    {
        var json = new JsonObject { ["name"] = one.Fact.Name, ["type"] = one.Fact.Type.ToString().ToLowerInvariant(), ["summary"] = one.Fact.Summary };
        if (one.Value is not { } value) return json;
        json["value"] = value.Text;
        json["reason"] = value.Reason;
        return json;
    }
}
