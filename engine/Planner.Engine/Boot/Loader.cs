using System.Globalization;
using Planner.Engine.Devices;

namespace Planner.Engine.Boot;

/// <summary>What the loaders of the resin boards have in common: a variable that names a slot, and boot counting while a flag is set.</summary>
static class Loader
{
    /// <summary>The slot that variables name. A loader without the variable starts the board's first slot.</summary>
    internal static string? SlotOf(Board board, VariableLines variables)
    {
        if (variables[board.Variable!] is not { } value) return board.Slots.Keys.FirstOrDefault();
        return board.Slots.FirstOrDefault(slot => slot.Value == value).Key;
    }

    /// <summary>The slot that variables name; a value of no slot is a failure.</summary>
    internal static string NeededSlotOf(Board board, VariableLines variables) =>
        SlotOf(board, variables) ?? throw new DeviceException(DeviceFault.Failed, $"read {board.File}", $"{board.Variable} is '{variables[board.Variable!]}', which is no slot of {board.Name}");

    /// <summary>The variables with the slot named, and counting as told where the board counts.</summary>
    internal static VariableLines Switched(Board board, VariableLines variables, string slot, bool counting)
    {
        var named = variables.With(board.Variable!, board.Slots[slot]);
        return board.Counter is null ? named : named.With(board.Counter.Flag, counting ? "1" : "0");
    }

    /// <summary>The count that a text holds; 0 when it holds none.</summary>
    internal static int CountOf(string? value) => int.TryParse(value, NumberStyles.None, null, out var count) ? count : 0;

    /// <summary>The slot that is started at this count: the named one up to the limit, then the other.</summary>
    internal static string? Started(Board board, string? named, int count) =>
        count <= board.Counter!.Limit ? named : board.Slots.Keys.FirstOrDefault(slot => slot != named);

    /// <summary>Whether the loader counts.</summary>
    internal static bool Counts(Board board, VariableLines variables) => board.Counter is { } counter && variables[counter.Flag] == "1";
}
