using Planner.Engine.Execution;
using Planner.Engine.Language;
using Planner.Engine.Steps;

namespace Planner.Engine.Tests.Language;

/// <summary>A step of a kind that only tests have: it takes a text, puts out <c>result</c>, and touches what it is told.</summary>
sealed record Word(StepHeader Header, Template Text, StepKind Own, IReadOnlyList<Effect> Touched) : Step(Header)
{
    static readonly Field<Template> TextField = Field.Needed("text", FieldTypes.Template, "A text.");

    /// <summary>A kind of this name.</summary>
    public static StepKind Named(string name, params IReadOnlyList<Effect> touched)
    {
        StepKind? kind = null;
        kind = new StepKind(name, "Says a text.", [TextField], TextField, TimeSpan.FromMinutes(1), Retry.Once, "never", "nothing", (header, values) => new Word(header, values.Of(TextField), kind!, touched)) { Outputs = ["result"] };
        return kind;
    }

    public override StepKind Kind => Own;

    public override IReadOnlyList<Effect> Effects => Touched;

    public override UndoPolicy Undo => UndoPolicy.Restores;

    public override string Describe() => $"{Own.Name} {Text}";

    public override ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct) => new(Probe.NotDone);

    public override ValueTask ApplyAsync(StepContext context, CancellationToken ct) => default;
}
