using Planner.Engine.Steps;

namespace Planner.Engine.Language;

/// <summary>Reads one step: the bare name of a kind, or a mapping with exactly one kind and the fields that every step may have.</summary>
sealed class StepReader(IReadOnlyList<StepKind> kinds, ReadContext context)
{
    /// <summary>Reads a step; what could not be read is null in the entry, with every problem reported.</summary>
    public StepEntry Read(Node node, int number)
    {
        var seen = context.References.Count;
        var entry = node switch
        {
            RefusedNode => Nothing(node.At, number),
            ScalarNode { Shape: not "nothing" } bare => OfKind(bare, new ScalarNode(bare.At, "", false), [], number),
            MappingNode mapping => OfMapping(mapping, number),
            _ => Refuse(node.At, number, ProblemCodes.NoStepKind, $"a step must be a mapping with one step kind, or a kind's bare name, not {node.Shape}"),
        };
        return entry with { References = [.. context.References.Skip(seen)] };
    }

    StepEntry OfMapping(MappingNode mapping, int number)
    {
        var common = mapping.Members.Where(member => StepTable.Table.Fields.Any(field => field.Name == member.Key.Text)).ToList();
        var others = mapping.Members.Except(common).ToList();
        var known = others.Where(member => Find(member.Key.Text) is not null).ToList();
        if (others.Count == 1) return OfKind(others[0].Key, others[0].Value, common, number);
        if (known.Count == 1)
        {
            foreach (var (key, _) in others.Except(known)) context.Report(ProblemCodes.UnknownKey, key.At, $"a step takes no '{key.Text}' beside '{known[0].Key.Text}'{Near(key.Text)}");
            var entry = OfKind(known[0].Key, known[0].Value, common, number);
            return entry with { Step = null };
        }

        foreach (var (key, value) in others) OfKind(key, value, [], number);
        StepTable.Table.TryReadValues(mapping with { Members = common }, context, out _);
        return others.Count == 0
            ? Refuse(mapping.At, number, ProblemCodes.NoStepKind, "a step needs a step kind")
            : Refuse(others[1].Key.At, number, ProblemCodes.NoStepKind, $"a step has exactly one kind, this one has {string.Join(" and ", others.Select(member => $"'{member.Key.Text}'"))}");
    }

    StepEntry OfKind(ScalarNode name, Node value, IReadOnlyList<(ScalarNode Key, Node Value)> common, int number)
    {
        var saysAll = StepTable.Table.TryReadValues(new MappingNode(name.At, common), context, out var said);
        if (Find(name.Text) is not { } kind) return Refuse(name.At, number, ProblemCodes.UnknownStepKind, $"there is no step kind '{name.Text}'{Near(name.Text)}");
        if (kind.Language > FileHead.Language) return Refuse(name.At, number, ProblemCodes.NewerLanguage, $"'{kind.Name}' needs language {kind.Language}, this Planner speaks {FileHead.Language}");
        var header = StepTable.HeaderOf(name.At, number, kind, said, context);
        var table = new Table<Step>(kind.Name, kind.Fields, kind.Main, values => kind.Make(header, values));
        Step? step = null;
        if (value is not RefusedNode && table.TryReadValues(value is ScalarNode { Shape: "nothing" } ? new ScalarNode(name.At, "", false) : value, context, out var values) && saysAll)
            step = table.Make(values);
        return new StepEntry(name.At, number, kind, (header.Id, StepTable.PlaceOfId(said)), header, step, []);
    }

    StepEntry Refuse(Position at, int number, ProblemCode code, string message)
    {
        context.Report(code, at, message);
        return Nothing(at, number);
    }

    static StepEntry Nothing(Position at, int number) => new(at, number, null, null, null, null, []);

    StepKind? Find(string name) => kinds.FirstOrDefault(kind => kind.Name == name);

    string Near(string name) => Suggestion.For(name, kinds.Select(kind => kind.Name).Concat(StepTable.Table.Fields.Select(field => field.Name)));
}
