using System.Text;

namespace Planner.Testing.Interrupting;

/// <summary>A board whose GRUB chooses the slot by <c>/grubenv</c> on the boot partition, written down once more from the field's <c>grub.cfg</c> and not from Planner: part 2 is slot A, 3 is B; while <c>upgrade_available</c> is 1 every boot counts, and from the second on the other slot is started. GRUB plays no journal back.</summary>
/// <param name="boot">The boot partition.</param>
public sealed class GrubBoard(ImageFile boot)
{
    const string File = "/grubenv";
    const int Size = 1024;

    /// <summary>The slot that would be started, without starting it; null when there is none.</summary>
    public async Task<char?> NextAsync() => Choose(await VariablesAsync()).Slot;

    /// <summary>Starts: counts where it must, in place, and gives the slot.</summary>
    public async Task<char?> StartAsync()
    {
        var variables = await VariablesAsync();
        var (slot, count) = Choose(variables);
        if (count is null) return slot;
        variables["bootcount"] = $"{count}";
        var text = "# GRUB Environment Block\n" + string.Concat(variables.Select(pair => $"{pair.Key}={pair.Value}\n"));
        await boot.OverwriteAsync(File, Encoding.ASCII.GetBytes(text.PadRight(Size, '#')));
        return slot;
    }

    /// <summary>Its variables.</summary>
    public async Task<Dictionary<string, string>> VariablesAsync()
    {
        var block = await boot.TextAsync(File);
        return block.Length != Size || !block.StartsWith("# GRUB Environment Block\n", StringComparison.Ordinal) ? []
            : block.TrimEnd('#').Split('\n').Where(line => line.Contains('=', StringComparison.Ordinal)).ToDictionary(line => line.Split('=')[0], line => line.Split('=', 2)[1]);
    }

    static (char? Slot, int? Count) Choose(Dictionary<string, string> variables)
    {
        char? named = variables.GetValueOrDefault("resin_root_part", "2") switch { "2" => 'A', "3" => 'B', _ => null };
        if (variables.GetValueOrDefault("upgrade_available") != "1") return (named, null);
        var count = Math.Min(int.Parse(variables.GetValueOrDefault("bootcount", "0")) + 1, 2);
        return (count < 2 ? named : named == 'A' ? 'B' : 'A', count);
    }
}
