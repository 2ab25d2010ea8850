using Planner.Testing.Interrupting;

namespace Planner.Cli.Tests.Interrupted;

/// <summary>What the promises are about, as it lies on the image files of a bench.</summary>
/// <param name="SlotA">The old OS.</param>
/// <param name="SlotB">The new OS.</param>
/// <param name="Boot">The boot partition, less its variables.</param>
/// <param name="Variables">The boot variables.</param>
/// <param name="UserData">The user's data.</param>
/// <param name="State">The settings of the OS.</param>
sealed record Trees(string SlotA, string SlotB, string Boot, string Variables, string UserData, string State)
{
    /// <summary>A file that tests fill partitions with; no tree shows it.</summary>
    public const string Filler = "filler";

    /// <summary>Reads them.</summary>
    public static async Task<Trees> ReadAsync(string folder)
    {
        var boot = Image(folder, "boot");
        var variables = await new GrubBoard(boot).VariablesAsync();
        return new Trees(
            await SlotAsync(folder, 'A'), await SlotAsync(folder, 'B'), await boot.TreeAsync("/", Filler, "grubenv"), string.Join(' ', variables.Select(pair => $"{pair.Key}={pair.Value}")),
            await UserDataAsync(folder), await Image(folder, "state").TreeAsync("/root-overlay"));
    }

    /// <summary>An OS.</summary>
    public static Task<string> SlotAsync(string folder, char slot) => Image(folder, $"root{slot}").TreeAsync("/", Filler);

    /// <summary>An OS, whether or not it calls <c>planner resume</c> at its boot, as it does while an update is under way.</summary>
    public static async Task<string> BootedAsync(string folder, char slot) => Unarmed(await SlotAsync(folder, slot));

    /// <summary>An OS's tree without what calls <c>planner resume</c>.</summary>
    public static string Unarmed(string slot) => string.Join('\n', slot.Split('\n').Where(line => !line.StartsWith("etc/systemd", StringComparison.Ordinal)));

    /// <summary>The user's data.</summary>
    public static Task<string> UserDataAsync(string folder) => Image(folder, "data").TreeAsync("/resin-data");

    /// <summary>An image of a bench.</summary>
    public static ImageFile Image(string folder, string partition) => new(Path.Join(folder, $"{partition}.img"));
}
