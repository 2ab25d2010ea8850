using FluentValidation;
using Planner.Engine.Devices;

namespace Planner.Engine.Language.Rules;

/// <summary>What a plan asks for must have its source in the layout.</summary>
sealed class SourceRules : AbstractValidator<PlanDraft>
{
    const string Supervisor = "supervisor";

    static readonly IReadOnlyList<string> Sourced = ["os.name", "os.version", "device.type", "device.uuid", "supervisor.version"];

    /// <summary>Makes the rules.</summary>
    public SourceRules()
    {
        RuleForEach(plan => plan.Facts)
            .Must((plan, reference) => plan.LayoutAt(reference) is not { } layout || Missing(layout, reference.Name) is null)
            .Else(ProblemCodes.FactWithoutSource, reference => reference.At, (plan, reference) => $"layout {plan.LayoutAt(reference)!.Id} has no '{reference.Name}': it lacks {Missing(plan.LayoutAt(reference)!, reference.Name)}");
        RuleForEach(plan => plan.SupervisorUpdates)
            .Must((plan, step) => plan.LayoutAt(step) is not { Supervisor: null })
            .Else(ProblemCodes.FactWithoutSource, step => step.At, (plan, step) => $"'{step.Kind!.Name}' needs 'supervisor:' in layout {plan.LayoutAt(step)!.Id}");
    }

    static string? Missing(Layout layout, string fact) => fact switch
    {
        "os.variant" => layout.Facts.ContainsKey(fact) || layout.Facts.ContainsKey("os.version") ? null : $"'{fact}' and 'os.version' under 'facts'",
        "supervisor.running" => layout.Services.ContainsKey(Supervisor) ? null : $"a service '{Supervisor}'",
        "target.supervisor" => layout.Supervisor is not null ? null : $"'{Supervisor}:'",
        _ => !Sourced.Contains(fact) || layout.Facts.ContainsKey(fact) ? null : $"'{fact}' under 'facts'",
    };
}
