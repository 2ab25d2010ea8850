namespace Planner.Engine.Execution;

/// <summary>What a journal file holds.</summary>
/// <param name="Entries">Its whole lines, up to the first damaged one.</param>
/// <param name="Damage">What is damaged before its end, or null.</param>
/// <param name="Journal">The file, to go on writing behind the last whole line.</param>
public sealed record JournalContent(IReadOnlyList<JournalEntry> Entries, string? Damage, Journal Journal)
{
    /// <summary>Whether its run is over and cleaned up.</summary>
    public bool IsOver { get; init; }

    /// <summary>Whether the line that ended the reading is whole, but of a format that this Planner does not know.</summary>
    public bool IsForeign { get; init; }
}
