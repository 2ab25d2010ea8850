namespace Planner.Engine.Steps;

/// <summary>A check that did not hold in its time.</summary>
/// <param name="failures">Every line that did not hold.</param>
public sealed class CheckFailedException(IReadOnlyList<string> failures) : Exception(string.Join("; ", failures))
{
    /// <summary>Every line that did not hold.</summary>
    public IReadOnlyList<string> Failures { get; } = failures;
}
