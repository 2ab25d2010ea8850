namespace Planner.Engine.Boot;

/// <summary>A place in a boot file's text that says which slot boots.</summary>
/// <param name="Start">Offset of its first byte.</param>
/// <param name="Text">What it says now.</param>
/// <param name="Slot">The slot that it names; null when it names none of the layout.</param>
/// <param name="Decides">Whether the loader goes by it when nobody chooses at its menu.</param>
/// <param name="Becomes">What a switch writes there whatever the slot, as long as <paramref name="Text"/>; null for the slot's own text.</param>
public sealed record SlotPlace(int Start, string Text, string? Slot, bool Decides, string? Becomes = null);
