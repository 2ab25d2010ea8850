using Planner.Engine.Devices;

namespace Planner.Engine.Boot;

/// <summary>The kernel's words in a file of the Raspberry Pi's firmware (<c>cmdline.txt</c>): one line, in which the last word <c>root=…</c> counts. The firmware starts whatever stands there, and never falls back.</summary>
public sealed class KernelCmdline : TextFamily
{
    /// <inheritdoc/>
    public override string Name => "kernel-cmdline";

    /// <inheritdoc/>
    protected override IEnumerable<SlotPlace> Places(Board board, string text)
    {
        var words = Words(text).Where(word => word.Text.StartsWith($"{board.Variable}=", StringComparison.Ordinal)).ToList();
        if (words.Count == 0) return [];
        // Whether lines behind the first reach the kernel is the firmware's own affair.
        var (start, word) = words[^1];
        if (text.IndexOf('\n', StringComparison.Ordinal) is var end and >= 0 && start > end) throw Unclear(board, $"a line behind the first says '{word}'");
        var value = word[(board.Variable!.Length + 1)..];
        return [new SlotPlace(start + word.Length - value.Length, value, SlotOf(board, value), Decides: true)];
    }

    static IEnumerable<(int Start, string Text)> Words(string text)
    {
        for (var start = 0; start < text.Length; start++)
        {
            if (IsBlank(text[start])) continue;
            var end = start;
            while (end < text.Length && !IsBlank(text[end])) end++;
            yield return (start, text[start..end]);
            start = end;
        }
    }

    static bool IsBlank(char letter) => letter is ' ' or '\t' or '\n' or '\r' or '\0';
}
