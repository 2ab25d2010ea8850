using Planner.Engine.Devices;

namespace Planner.Engine.Boot;

/// <summary>How boards of one family choose the slot that boots: over <see cref="IFiles"/> alone, so that the real, the bench's and the simulated device share it.</summary>
public interface IBootFamily
{
    /// <summary>Name in a layout, like <c>grub-env</c>.</summary>
    string Name { get; }

    /// <summary>Whether a board of this family must say which variable names its slot, beside the file and the slots' values.</summary>
    bool NeedsVariable => true;

    /// <summary>Whether it changes words within a text, whose length stays: then all slots have values of one length, and nothing counts boots.</summary>
    bool IsText => false;

    /// <summary>What the boot variables say now.</summary>
    ValueTask<BootVariables> ReadAsync(Board board, IFiles files, CancellationToken ct);

    /// <summary>Makes the switch one write: brings the file into its padded form and deletes stale counters. Changes nothing about the next boot.</summary>
    ValueTask PrepareAsync(Board board, IFiles files, CancellationToken ct);

    /// <summary>Makes the next boot use a slot: one in-place overwrite within one sector, flushed. What the loader does not go by may follow in writes of its own.</summary>
    /// <param name="board">The board.</param>
    /// <param name="files">Its files.</param>
    /// <param name="slot">Slot name of the layout.</param>
    /// <param name="counting">Whether the loader counts its tries and falls back by itself, where the board can.</param>
    /// <param name="ct">Ends the call.</param>
    ValueTask SwitchAsync(Board board, IFiles files, string slot, bool counting, CancellationToken ct);

    /// <summary>Marks the running slot good: counting off, counters cleared.</summary>
    ValueTask ConfirmAsync(Board board, IFiles files, CancellationToken ct);

    /// <summary>Does what the loader does at power on, its counting writes included, and gives the slot that it starts; null when it finds none. For benches and simulated devices.</summary>
    ValueTask<string?> StartAsync(Board board, IFiles files, CancellationToken ct);
}

/// <summary>What the boot variables say.</summary>
/// <param name="Slot">The slot that they name; null when they name none of the layout, or when their file is not there: then the device is not of this family.</param>
/// <param name="Counting">Whether the loader counts.</param>
/// <param name="Count">Tries so far.</param>
/// <param name="IsMixed">Whether something that the loader does not go by names another slot, because a switch was cut behind its commit.</param>
public sealed record BootVariables(string? Slot, bool Counting, int Count, bool IsMixed = false)
{
    /// <summary>Whether a slot starts for ever, and nothing is left to be written for it.</summary>
    public bool Is(string? slot) => Slot == slot && !Counting && !IsMixed;

    /// <summary>There are none.</summary>
    internal static BootVariables None { get; } = new(null, false, 0);
}
