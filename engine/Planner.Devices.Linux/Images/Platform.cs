namespace Planner.Devices.Linux.Images;

/// <summary>What an image runs on, as OCI writes it.</summary>
/// <param name="Os">The OS.</param>
/// <param name="Architecture">CPU, in the words of Go.</param>
/// <param name="Variant">CPU variant, or null.</param>
sealed record Platform(string Os, string Architecture, string? Variant)
{
    /// <summary>Reads a board's architecture: <c>amd64</c>, <c>arm/v7</c>.</summary>
    public static Platform OfBoard(string architecture)
    {
        var cut = architecture.IndexOf('/', StringComparison.Ordinal);
        return cut < 0 ? new Platform("linux", architecture, null) : new Platform("linux", architecture[..cut], architecture[(cut + 1)..]);
    }

    /// <summary>How well an image of this platform fits a board: null when it does not run there, else the higher the better. ARM runs older variants; an image that names no variant is taken to run.</summary>
    public int? FitOn(Platform board)
    {
        if (Os != "linux" || Architecture != board.Architecture) return null;
        if (Variant is null or "") return 0;
        var (own, most) = (Number(Variant), Number(board.Variant ?? Default(Architecture)));
        return own is null || most is null ? (Variant == board.Variant ? 100 : null) : own > most ? null : own;
    }

    /// <summary><c>amd64</c>, <c>arm/v7</c>; with the OS when that is not Linux.</summary>
    public override string ToString() => $"{(Os == "linux" ? "" : Os + "/")}{Architecture}{(Variant is { Length: > 0 } ? "/" + Variant : "")}";

    static string Default(string architecture) => architecture switch { "arm" => "v7", "arm64" => "v8", _ => "v1" };

    static int? Number(string variant) => variant.StartsWith('v') && int.TryParse(variant[1..], out var number) ? number : null;
}
