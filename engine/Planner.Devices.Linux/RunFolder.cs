using Planner.Devices.Linux.Native;

namespace Planner.Devices.Linux;

/// <summary>Where is kept what ends with this process: <c>/run</c>, which every Linux has in memory. A device's OS is often read-only, <c>/tmp</c> with it.</summary>
static class RunFolder
{
    const string Place = "/run";
    const uint OnlyOwner = 0b111_000_000;

    /// <summary>A name there that nothing has yet.</summary>
    internal static string Fresh(string suffix = "") => Path.Join(Place, $"planner-{Guid.NewGuid():N}{suffix}");

    /// <summary>Makes a folder there that only root may enter; its real name, without links.</summary>
    internal static string MakeFolder()
    {
        var made = Fresh();
        var tried = $"make the folder {made}";
        using var place = Libc.Open(Place, OpenFlags.Folder, 0);
        if (place.IsInvalid || Libc.MakeFolderAt(place, Path.GetFileName(made), OnlyOwner) != 0) throw Errno.Failure(tried);
        return RealPath.Of(made) ?? throw Errno.Failure(tried);
    }
}
