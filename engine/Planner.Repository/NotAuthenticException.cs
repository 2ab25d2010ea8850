namespace Planner.Repository;

/// <summary>Metadata or a target that are not what the trusted keys signed, are too old, or were replayed: nothing of them is used (exit code 7).</summary>
/// <param name="what">What was looked at: the file, as the repository calls it.</param>
/// <param name="result">What is wrong with it.</param>
public sealed class NotAuthenticException(string what, string result) : Exception($"{what}: {result}");
