using System.Globalization;

namespace Planner.Devices.Simulated.Faults;

/// <summary>Something that goes wrong at a point of a run. Points number the calls on a device through all its processes and boots, from 0.</summary>
/// <param name="Point">The call at which it strikes.</param>
/// <param name="Kind">What goes wrong.</param>
public sealed record Fault(int Point, FaultKind Kind)
{
    const string Staying = "stays";

    static readonly string[] Names =
        ["fails", "fails-halfway", "no-space", "io-error", "hangs", "killed", "killed-during", "power", "power-during", "offline", "clock", "no-boot", "unhealthy", "writes-wrongly", "engine-dies"];

    /// <summary>Which of several ways, from 0.</summary>
    public int Variant { get; init; }

    /// <summary>Whether the same call on the same thing goes on failing until the next boot, or goes on ending Planner for ever; else a second try succeeds.</summary>
    public bool Persists { get; init; }

    /// <summary>Whether the process ends with it.</summary>
    public bool EndsProcess => Kind is FaultKind.Killed or FaultKind.KilledDuring || CutsPower;

    /// <summary>Whether the device is off after it.</summary>
    public bool CutsPower => Kind is FaultKind.PowerLost or FaultKind.PowerLostDuring;

    /// <summary>Whether it strikes when the call changes something, and not before.</summary>
    public bool IsHalfway => Kind is FaultKind.FailsHalfway or FaultKind.KilledDuring or FaultKind.PowerLostDuring or FaultKind.WritesWrongly || this is { Kind: FaultKind.NoSpace, Variant: 1 };

    /// <summary>Whether a call takes space on a disk, so that a full one fails it. An overwrite in place and a rename take none.</summary>
    public static bool NeedsSpace(string call) =>
        call is "files.write" or "files.append" or "files.copy" or "files.link" or "files.make-folder" or "images.export" or "images.stream" or "archives.pack" or "archives.unpack" or "containers.pull" or "images.fetch" or "network.fetch" or "program.store";

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string text, out Fault? fault)
    {
        fault = null;
        var parts = text.Split('.');
        if (parts.Length < 2 || !TryNumber(parts[0], out var point)) return false;
        var kind = Array.IndexOf(Names, parts[1]);
        if (kind < 0) return false;
        var (variant, rest) = (0, 2);
        if (rest < parts.Length && TryNumber(parts[rest], out variant)) rest++;
        var stays = rest < parts.Length && parts[rest] == Staying;
        if (rest + (stays ? 1 : 0) != parts.Length) return false;
        fault = new Fault(point, (FaultKind)kind) { Variant = variant, Persists = stays };
        return true;
    }

    /// <summary>A short text without anything that a shell would take for its own: <c>231.power-during.2</c>, <c>17.fails.stays</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Point}.{Names[(int)Kind]}{(Variant == 0 ? "" : $".{Variant}")}{(Persists ? $".{Staying}" : "")}");

    static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
