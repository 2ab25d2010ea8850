namespace Planner.Repository.Publishing;

/// <summary>How long metadata are to be trusted after they were signed, in days. A timestamp lives shortly, because until it expires nobody notices that a device is kept from newer ones.</summary>
/// <param name="Root">The root.</param>
/// <param name="Targets">Targets, and what they delegate to.</param>
/// <param name="Snapshot">The snapshot.</param>
/// <param name="Timestamp">The timestamp.</param>
public sealed record Lifetimes(int Root = 365, int Targets = 365, int Snapshot = 90, int Timestamp = 7)
{
    /// <summary>That of a role.</summary>
    internal TimeSpan Of(string role) => TimeSpan.FromDays(role switch { Tuf.Metadata.Root => Root, Tuf.Metadata.Snapshot => Snapshot, Tuf.Metadata.Timestamp => Timestamp, _ => Targets });
}
