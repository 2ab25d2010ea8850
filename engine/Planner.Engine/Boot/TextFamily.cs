using System.Text;
using Planner.Engine.Devices;

namespace Planner.Engine.Boot;

/// <summary>What the families have in common whose loader takes the root from a text that people write too. Such a loader counts nothing and never falls back by itself. A switch keeps the text's length and is one write within one sector; a text that does not allow it is refused as soon as it is read.</summary>
public abstract class TextFamily : IBootFamily
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public virtual bool NeedsVariable => true;

    /// <inheritdoc/>
    public bool IsText => true;

    /// <summary>The places in a text that say which slot boots.</summary>
    /// <param name="board">The board.</param>
    /// <param name="text">The file, a character for each byte.</param>
    /// <exception cref="DeviceException">The text says it in a way that can not be switched.</exception>
    protected abstract IEnumerable<SlotPlace> Places(Board board, string text);

    /// <inheritdoc/>
    public async ValueTask<BootVariables> ReadAsync(Board board, IFiles files, CancellationToken ct)
    {
        if (await TextAsync(board, files, ct) is not { } text) return BootVariables.None;
        text.RequireSwitchable();
        return new BootVariables(text.Slot, false, 0, text.IsMixed);
    }

    /// <inheritdoc/>
    public async ValueTask PrepareAsync(Board board, IFiles files, CancellationToken ct) => await NeededTextAsync(board, files, ct);

    /// <inheritdoc/>
    public async ValueTask SwitchAsync(Board board, IFiles files, string slot, bool counting, CancellationToken ct)
    {
        var path = board.File!.Value;
        foreach (var (offset, content) in (await NeededTextAsync(board, files, ct)).ChangesTo(slot))
        {
            await files.OverwriteAsync(path, offset, content, ct);
            await files.FlushAsync(path, ct);
        }
    }

    /// <inheritdoc/>
    public async ValueTask ConfirmAsync(Board board, IFiles files, CancellationToken ct)
    {
        // A switch that was cut behind its first write leaves entries of the menu that name the other slot.
        if (await TextAsync(board, files, ct) is { Slot: { } slot, IsMixed: true }) await SwitchAsync(board, files, slot, false, ct);
    }

    /// <inheritdoc/>
    public async ValueTask<string?> StartAsync(Board board, IFiles files, CancellationToken ct) => (await TextAsync(board, files, ct))?.Slot;

    /// <summary>A failure to read the board's file.</summary>
    protected static DeviceException Unclear(Board board, string why) => new(DeviceFault.Failed, $"read {board.File}", why);

    /// <summary>The slot whose text this is, or null.</summary>
    protected static string? SlotOf(Board board, string text) => board.Slots.FirstOrDefault(slot => slot.Value == text).Key;

    async ValueTask<SlotText> NeededTextAsync(Board board, IFiles files, CancellationToken ct)
    {
        var text = await TextAsync(board, files, ct) ?? throw new DeviceException(DeviceFault.NotFound, $"read {board.File}", "it is not there");
        if (text.Slot is null) throw Unclear(board, $"it does not name one slot of {board.Name}");
        text.RequireSwitchable();
        return text;
    }

    async ValueTask<SlotText?> TextAsync(Board board, IFiles files, CancellationToken ct) =>
        await files.ReadAsync(board.File!.Value, ct) is { } bytes ? new SlotText(board, bytes, [.. Places(board, Encoding.Latin1.GetString(bytes))]) : null;
}
