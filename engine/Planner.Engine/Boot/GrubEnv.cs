using System.Globalization;
using System.Text;
using Planner.Engine.Devices;

namespace Planner.Engine.Boot;

/// <summary>GRUB's environment block: 1024 bytes, a comment line, variables, then <c>#</c> (GRUB manual, "Environment block"). Flag and count stand beside the slot's variable; all of them lie in the first sector, so a switch is one sector.</summary>
public sealed class GrubEnv : IBootFamily
{
    const int BlockSize = 1024;
    const int SectorSize = 512;

    static ReadOnlySpan<byte> Signature => "# GRUB Environment Block"u8;

    /// <inheritdoc/>
    public string Name => "grub-env";

    /// <inheritdoc/>
    public async ValueTask<BootVariables> ReadAsync(Board board, IFiles files, CancellationToken ct)
    {
        if (await FindAsync(board, files, ct) is not { Lines: var variables }) return BootVariables.None;
        var count = board.Counter is { } counter ? Loader.CountOf(variables[counter.Variable]) : 0;
        return new BootVariables(Loader.SlotOf(board, variables), Loader.Counts(board, variables), count);
    }

    /// <inheritdoc/>
    public async ValueTask PrepareAsync(Board board, IFiles files, CancellationToken ct)
    {
        var (block, now) = await NeededAsync(board, files, ct);
        var prepared = WithCount(board, Loader.Switched(board, now, Loader.NeededSlotOf(board, now), Loader.Counts(board, now)), now);
        if (prepared.ToString() != now.ToString()) await OverwriteAsync(board, files, block, prepared, ct);
    }

    /// <inheritdoc/>
    public async ValueTask SwitchAsync(Board board, IFiles files, string slot, bool counting, CancellationToken ct)
    {
        var (block, now) = await NeededAsync(board, files, ct);
        var switched = Loader.Switched(board, now, slot, counting);
        await OverwriteAsync(board, files, block, board.Counter is { } counter ? switched.With(counter.Variable, "0") : switched, ct);
    }

    /// <inheritdoc/>
    public async ValueTask ConfirmAsync(Board board, IFiles files, CancellationToken ct)
    {
        if (board.Counter is not { } counter) return;
        var (block, now) = await NeededAsync(board, files, ct);
        await OverwriteAsync(board, files, block, now.With(counter.Flag, "0").With(counter.Variable, "0"), ct);
    }

    /// <inheritdoc/>
    public async ValueTask<string?> StartAsync(Board board, IFiles files, CancellationToken ct)
    {
        if (await FindAsync(board, files, ct) is not { Lines: var now, Block: var block }) return Loader.SlotOf(board, new VariableLines([]));
        var named = Loader.SlotOf(board, now);
        if (!Loader.Counts(board, now)) return named;
        var counter = board.Counter!;
        // The script has no arithmetic: its chain of tests ends one past the limit.
        var count = Math.Min(Loader.CountOf(now[counter.Variable]) + 1, counter.Limit + 1);
        await OverwriteAsync(board, files, block, now.With(counter.Variable, count.ToString(CultureInfo.InvariantCulture)), ct);
        return Loader.Started(board, named, count);
    }

    static VariableLines WithCount(Board board, VariableLines variables, VariableLines former) =>
        board.Counter is { } counter && former[counter.Variable] is null ? variables.With(counter.Variable, "0") : variables;

    static async ValueTask<(byte[] Block, VariableLines Lines)> NeededAsync(Board board, IFiles files, CancellationToken ct) =>
        await FindAsync(board, files, ct) ?? throw new DeviceException(DeviceFault.NotFound, $"read {board.File}", "it is not there");

    static async ValueTask<(byte[] Block, VariableLines Lines)?> FindAsync(Board board, IFiles files, CancellationToken ct)
    {
        if (await files.ReadAsync(board.File!.Value, ct) is not { } bytes) return null;
        if (bytes.Length != BlockSize || !bytes.AsSpan().StartsWith(Signature))
            throw new DeviceException(DeviceFault.Failed, $"read {board.File}", $"it is no GRUB environment block of {BlockSize} bytes");
        return (bytes, VariableLines.Parse(Encoding.UTF8.GetString(bytes.AsSpan(Signature.Length + 1).TrimEnd((byte)'#'))));
    }

    static async ValueTask OverwriteAsync(Board board, IFiles files, byte[] now, VariableLines variables, CancellationToken ct)
    {
        var block = Block(board, variables);
        if (!block.AsSpan(SectorSize).SequenceEqual(now.AsSpan(SectorSize)))
            throw new DeviceException(DeviceFault.NoSpace, $"write {board.File}", $"its variables do not fit into one sector of {SectorSize} bytes, so it can not be changed in one write");
        await files.OverwriteAsync(board.File!.Value, 0, block.AsMemory(0, SectorSize), ct);
        await files.FlushAsync(board.File.Value, ct);
    }

    static byte[] Block(Board board, VariableLines variables)
    {
        byte[] text = [.. Signature, (byte)'\n', .. Encoding.UTF8.GetBytes(variables.ToString())];
        if (text.Length > BlockSize) throw new DeviceException(DeviceFault.NoSpace, $"write {board.File}", $"its variables do not fit into {BlockSize} bytes");
        var block = new byte[BlockSize];
        Array.Fill(block, (byte)'#');
        text.CopyTo(block, 0);
        return block;
    }
}
