using Planner.Engine.Devices;

namespace Planner.Engine.Boot;

/// <summary>The text of a GRUB that reads no environment (<c>EFI/BOOT/grub.cfg</c>): the root stands in the kernel's words of each menu entry, as <c>root=/dev/sda2</c> or <c>root=LABEL=resin-rootA</c>. Every word that names a slot is changed, the one of the entry that starts by itself in the first write. It counts nothing and never falls back.</summary>
public sealed class GrubConfig : TextFamily
{
    /// <inheritdoc/>
    public override string Name => "grub-config";

    /// <inheritdoc/>
    public override bool NeedsVariable => false;

    /// <inheritdoc/>
    protected override IEnumerable<SlotPlace> Places(Board board, string text)
    {
        var menu = GrubMenu.Of(text);
        foreach (var line in menu.Lines)
            foreach (var (slot, value) in board.Slots)
                for (var at = line.Text.IndexOf(value, StringComparison.Ordinal); at >= 0; at = line.Text.IndexOf(value, at + value.Length, StringComparison.Ordinal))
                    if (IsWord(line.Text, at, value.Length)) yield return new SlotPlace(line.Start + at, value, slot, line.Entry is null || menu.Default is null || line.Entry == menu.Default);
    }

    static bool IsWord(string line, int at, int length) => (at == 0 || !IsPart(line[at - 1])) && (at + length == line.Length || !IsPart(line[at + length]));

    static bool IsPart(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.' or '/';
}
