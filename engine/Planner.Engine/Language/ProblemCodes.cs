namespace Planner.Engine.Language;

/// <summary>Every code, each with its page: <c>PLN0xx</c> syntax and fields, <c>PLN1xx</c> references and types, <c>PLN2xx</c> safety, <c>PLN3xx</c> publishing. A code keeps its meaning for ever.</summary>
public static partial class ProblemCodes
{
    /// <summary>All codes in their order.</summary>
    public static IReadOnlyList<ProblemCode> All => [.. SyntaxCodes().Concat(FieldCodes()).Concat(ReferenceCodes()).Concat(SafetyCodes()).Concat(DeviceCodes()).Concat(PublishingCodes()).OrderBy(code => code.Id, StringComparer.Ordinal)];

    /// <summary>The code of an id like <c>PLN011</c>, in any case, or null.</summary>
    public static ProblemCode? Find(string id) => All.FirstOrDefault(code => code.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    static ProblemCode Error(string id, string title, string page) => new(id, Severity.Error, title, page);

    static ProblemCode Warning(string id, string title, string page) => new(id, Severity.Warning, title, page);
}
