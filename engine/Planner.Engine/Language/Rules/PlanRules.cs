using FluentValidation;

namespace Planner.Engine.Language.Rules;

/// <summary>Every rule over a plan; a new one has its line here.</summary>
static class PlanRules
{
    /// <summary>Rules about names, for whatever could be read.</summary>
    public static IReadOnlyList<IValidator<PlanDraft>> References { get; } = [new NameRules(), new SourceRules(), new BoardRules(), new OutputRules()];

    /// <summary>Rules about safety, for a plan whose every step could be read.</summary>
    public static IReadOnlyList<IValidator<Course>> Safety { get; } =
    [
        new UndoRules(), new SlotRules(), new FillRules(), new CommitRules(), new KeepingRules(), new NoReturnRules(), new DowntimeRules(), new WaitRules(), new LayoutsRules(), new ProgramRules(), new RelocateRules(), new RunRules(),
    ];
}
