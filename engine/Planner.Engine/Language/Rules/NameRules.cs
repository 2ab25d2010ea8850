using FluentValidation;

namespace Planner.Engine.Language.Rules;

/// <summary>Names in a plan must exist: layout, partitions, services, facts, inputs.</summary>
sealed class NameRules : AbstractValidator<PlanDraft>
{
    /// <summary>Makes the rules.</summary>
    public NameRules()
    {
        RuleForEach(plan => plan.LayoutIds)
            .Must((plan, id) => plan.Known.Find(id.Name, id.Version) is not null)
            .Else(ProblemCodes.UnknownLayout, id => id.At, (plan, id) => $"there is no layout {id}{OtherVersions(plan, id)}");
        RuleForEach(plan => plan.Partitions)
            .Must((plan, reference) => plan.LayoutAt(reference)?.Knows(reference.Name) != false)
            .Else(ProblemCodes.UnknownPartition, reference => reference.At, (plan, reference) =>
                $"layout {plan.LayoutAt(reference)!.Id} has no partition '{reference.Name}'{Suggestion.For(reference.Name, plan.LayoutAt(reference)!.RolesAndPartitions)}");
        RuleForEach(plan => plan.Services)
            .Must((plan, reference) => plan.LayoutAt(reference)?.Services.ContainsKey(reference.Name) != false)
            .Else(ProblemCodes.UnknownService, reference => reference.At, (plan, reference) =>
                $"layout {plan.LayoutAt(reference)!.Id} has no service '{reference.Name}'{Suggestion.For(reference.Name, plan.LayoutAt(reference)!.Services.Keys)}");
        RuleForEach(plan => plan.Facts)
            .Must((plan, reference) => FactCatalogue.Find(reference.Name, plan.LayoutAt(reference), plan.Inputs) is not null)
            .Else(ProblemCodes.UnknownFact, reference => reference.At, (plan, reference) =>
                $"there is no fact '{reference.Name}'{Suggestion.For(reference.Name, FactCatalogue.Names(plan.LayoutAt(reference), plan.Inputs))}");
        RuleForEach(plan => plan.InputReferences)
            .Must((plan, reference) => FactCatalogue.Find(reference.Name, plan.LayoutAt(reference), plan.Inputs) is not null)
            .Else(ProblemCodes.UnknownInput, reference => reference.At, (plan, reference) =>
                $"the plan has no '{reference.Name}'{Suggestion.For(reference.Name, FactCatalogue.Names(null, plan.Inputs))}");
        RuleForEach(plan => plan.Defaulted)
            .Must(input => !input.Default!.Names.Any(name => name.StartsWith(FactCatalogue.InputPrefix, StringComparison.Ordinal)))
            .Else(ProblemCodes.UnknownInput, input => input.Default!.At, (_, input) => $"the default of input '{input.Name}' may name facts, but no input")
            .Must(input => !input.Default!.IsLiteral || FactOrder.CanRead(FactCatalogue.TypeOf(input.Type), input.Default.Text))
            .Else(ProblemCodes.FactValueUnreadable, input => input.Default!.At, (_, input) => $"the default of input '{input.Name}' is no {input.Type.ToString().ToLowerInvariant()}: '{input.Default!.Text}'");
        RuleForEach(plan => plan.Secrets)
            .Must(input => input is { Type: InputType.Text, Default: null })
            .Else(ProblemCodes.NoSecret, input => input.At, (_, input) => $"input '{input.Name}' can not be secret: {(input.Default is null ? "only a text can be" : "its default stands in the plan, for everybody to read")}");
        RuleForEach(plan => plan.SpareAfterReboot)
            .Must(_ => false)
            .Else(ProblemCodes.SpareAfterReboot, reference => reference.At, (_, _) => "after the reboot 'spare' is the old OS, the way back; no step may name it");
    }

    static string OtherVersions(PlanDraft plan, LayoutId id)
    {
        var versions = plan.Known.Ids.Where(other => other.StartsWith(id.Name + "@", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        return versions.Count > 0 ? $"; there is {string.Join(", ", versions)}" : Suggestion.For(id.ToString(), plan.Known.Ids);
    }
}
