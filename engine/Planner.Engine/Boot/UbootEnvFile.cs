using System.Globalization;
using System.Text;
using Planner.Engine.Devices;

namespace Planner.Engine.Boot;

/// <summary>A text file that U-Boot's script imports (<c>resinOS_uEnv.txt</c>), with the count in a file that U-Boot itself writes (<c>bootcount.env</c>). The file is padded with empty lines, so that a switch keeps its length.</summary>
public sealed class UbootEnvFile : IBootFamily
{
    const int SectorSize = 512;
    const int Padding = 16;

    /// <inheritdoc/>
    public string Name => "uboot-env-file";

    /// <inheritdoc/>
    public async ValueTask<BootVariables> ReadAsync(Board board, IFiles files, CancellationToken ct)
    {
        if (await LinesAsync(files, board.File!.Value, ct) is not { } variables) return BootVariables.None;
        return new BootVariables(Loader.SlotOf(board, variables), Loader.Counts(board, variables), await CountAsync(board, files, ct));
    }

    /// <inheritdoc/>
    public async ValueTask PrepareAsync(Board board, IFiles files, CancellationToken ct)
    {
        var path = board.File!.Value;
        var found = await files.ReadAsync(path, ct) ?? throw new DeviceException(DeviceFault.NotFound, $"read {path}", "it is not there");
        var now = VariableLines.Parse(Encoding.UTF8.GetString(found));
        var prepared = Loader.Switched(board, now, Loader.NeededSlotOf(board, now), Loader.Counts(board, now));
        if (Encoding.UTF8.GetByteCount(prepared.ToString()) + Padding > SectorSize)
            throw new DeviceException(DeviceFault.NoSpace, $"write {path}", $"its variables do not fit into one sector of {SectorSize} bytes, so it can not be changed in one write");
        var missing = prepared.ToString()[now.ToString().Length..];
        if (missing.Length > 0 || found.Length < Encoding.UTF8.GetByteCount(now.ToString()) + Padding)
        {
            // Only ever adds to the end: whatever a power cut leaves of it, the variables that are there keep their meaning.
            await files.AppendAsync(path, Encoding.UTF8.GetBytes($"\n{missing}{new string('\n', Padding)}"), ct);
            await files.FlushAsync(path, ct);
        }

        if (board.Counter is { File: { } counter } && !Loader.Counts(board, now)) await ForgetAsync(files, counter, ct);
    }

    /// <inheritdoc/>
    public async ValueTask SwitchAsync(Board board, IFiles files, string slot, bool counting, CancellationToken ct) =>
        await OverwriteAsync(board, files, now => Loader.Switched(board, now, slot, counting), ct);

    /// <inheritdoc/>
    public async ValueTask ConfirmAsync(Board board, IFiles files, CancellationToken ct)
    {
        if (board.Counter is not { } counter) return;
        await OverwriteAsync(board, files, now => now.With(counter.Flag, "0"), ct);
        if (counter.File is { } file) await ForgetAsync(files, file, ct);
    }

    /// <inheritdoc/>
    public async ValueTask<string?> StartAsync(Board board, IFiles files, CancellationToken ct)
    {
        var now = await LinesAsync(files, board.File!.Value, ct) ?? new VariableLines([]);
        var named = Loader.SlotOf(board, now);
        if (!Loader.Counts(board, now) || board.Counter!.File is not { } file) return named;
        var count = await CountAsync(board, files, ct) + 1;
        // U-Boot exports a text with a closing NUL, and flushes nothing; Linux does when it mounts.
        await files.WriteAsync(file, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{board.Counter.Variable}={count}\n\0")), 0b110_100_100, ct);
        await files.FlushAsync(file, ct);
        return Loader.Started(board, named, count);
    }

    static async ValueTask OverwriteAsync(Board board, IFiles files, Func<VariableLines, VariableLines> change, CancellationToken ct)
    {
        var path = board.File!.Value;
        var found = await files.ReadAsync(path, ct) ?? throw new DeviceException(DeviceFault.NotFound, $"write {path}", "it is not there");
        var text = Encoding.UTF8.GetBytes(change(VariableLines.Parse(Encoding.UTF8.GetString(found))).ToString());
        if (text.Length > found.Length || found.Length > SectorSize)
            throw new DeviceException(DeviceFault.NoSpace, $"write {path}", $"{text.Length} bytes do not fit into its {found.Length} bytes within one sector");
        var padded = new byte[found.Length];
        Array.Fill(padded, (byte)'\n');
        text.CopyTo(padded, 0);
        await files.OverwriteAsync(path, 0, padded, ct);
        await files.FlushAsync(path, ct);
    }

    static async ValueTask<int> CountAsync(Board board, IFiles files, CancellationToken ct) =>
        board.Counter is { File: { } file } counter && await LinesAsync(files, file, ct) is { } lines ? Loader.CountOf(lines[counter.Variable]) : 0;

    static async ValueTask<VariableLines?> LinesAsync(IFiles files, PartitionPath path, CancellationToken ct) =>
        await files.ReadAsync(path, ct) is { } bytes ? VariableLines.Parse(Encoding.UTF8.GetString(bytes)) : null;

    static async ValueTask ForgetAsync(IFiles files, PartitionPath file, CancellationToken ct)
    {
        if (await files.StatAsync(file, ct) is null) return;
        await files.DeleteAsync(file, ct);
        await files.FlushAsync(file.Folder, ct);
    }
}
