using System.Text.Json.Nodes;
using Planner.Engine.Steps;

namespace Planner.Engine.Language;

/// <summary>A step as far as it could be read.</summary>
/// <param name="At">Where its kind stands, else where it starts.</param>
/// <param name="Number">1-based place in the plan.</param>
/// <param name="Kind">Its kind, or null when it has none that is known.</param>
/// <param name="Id">Its id, or null with its kind.</param>
/// <param name="Header">What it says beside its kind, or null with its kind.</param>
/// <param name="Step">The step, or null when it could not be read.</param>
/// <param name="References">Names in it.</param>
sealed record StepEntry(Position At, int Number, StepKind? Kind, (string Name, Position At)? Id, StepHeader? Header, Step? Step, IReadOnlyList<Reference> References);

/// <summary>The steps of a plan as far as they could be read.</summary>
/// <param name="Entries">One for each item of the list.</param>
sealed record StepList(IReadOnlyList<StepEntry> Entries)
{
    /// <summary>Whether every step could be read.</summary>
    public bool IsWhole => Entries.All(entry => entry.Step is not null);
}

/// <summary>The list of steps: one that can not be read does not hide the problems of the others.</summary>
/// <param name="kinds">The kinds that there are.</param>
sealed class StepsType(IReadOnlyList<StepKind> kinds) : FieldType<StepList>
{
    /// <summary>Steps of the kinds that are built.</summary>
    public static StepsType All { get; } = new(StepKinds.All);

    /// <inheritdoc/>
    public override string Name => "a list of steps";

    /// <inheritdoc/>
    public override JsonNode Schema(SchemaContext schemas) => new JsonObject
    {
        ["type"] = "array",
        ["minItems"] = 1,
        ["items"] = schemas.Refer("step", () => StepSchema.Write(kinds, schemas)),
    };

    /// <inheritdoc/>
    public override bool TryRead(Node node, ReadContext context, out StepList value)
    {
        value = new StepList([]);
        if (node is not SequenceNode list) return context.Refuse(ProblemCodes.WrongType, node.At, $"must be {Name}, not {node.Shape}");
        if (list.Items.Count == 0) return context.Refuse(ProblemCodes.OutOfRange, node.At, "a plan needs at least one step");
        var reader = new StepReader(kinds, context);
        value = new StepList([.. list.Items.Select((item, index) => reader.Read(item, index + 1))]);
        foreach (var twins in value.Entries.Where(entry => entry.Id is not null).GroupBy(entry => entry.Id!.Value.Name))
        {
            var first = twins.First();
            foreach (var twin in twins.Skip(1))
                context.Report(ProblemCodes.StepIdTwice, twin.Id!.Value.At, $"step {twin.Number} has the id '{twins.Key}' of step {first.Number} in line {first.Id!.Value.At.Line}");
        }

        return true;
    }
}
