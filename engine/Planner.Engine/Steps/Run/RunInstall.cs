using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>An OS that a program puts onto a slot as a hostapp.</summary>
/// <param name="Image">The image whose OS it is.</param>
/// <param name="Slot">The slot, or a role.</param>
/// <param name="Archive">Where the program finds the image as an archive, or null.</param>
/// <param name="Switches">The slot that the next boot uses afterwards, or null.</param>
public sealed record RunInstall(Template Image, string Slot, string? Archive, string? Switches)
{
    // What the first boot of a root that is an overlay must be able to make.
    internal const long Headroom = 8 << 20;

    /// <summary>A command that does it.</summary>
    internal PlanCommand In(PlanCommand command, StepContext context)
    {
        var image = context.Image(Image).Image;
        return command with
        {
            Archive = command.Use == CommandUse.Apply && Archive is { } path ? new ImageArchive(image, path) : null,
            Installs = new InstalledOs(image, context.Partition(Slot), Switches is { } slot ? context.Slot(slot) : null),
        };
    }

    /// <summary>Fails unless the slot holds the image's OS, whole enough to say what it is, and the next boot uses it where it should.</summary>
    internal async ValueTask RequireAsync(StepContext context, CancellationToken ct)
    {
        var (partition, image) = (context.Partition(Slot), context.Image(Image).Image);
        var tried = $"install {image} on {partition}";
        var files = context.Device.Files;
        var found = await Hostapp.OfAsync(files, partition, ct) ?? throw new DeviceException(DeviceFault.Failed, tried, "the program ended well, but the slot holds no hostapp");
        foreach (var path in OwnFiles(context.Device.Layout))
        {
            var expected = await context.Device.Images.ReadFileAsync(image, path, ct);
            var there = await found.FindAsync(files, path, ct) is { } place ? await files.ReadAsync(place, ct) : null;
            if (expected is null != there is null || (expected is not null && !expected.AsSpan().SequenceEqual(there))) throw new DeviceException(DeviceFault.Failed, tried, $"{path} on the slot is not that of the image");
        }

        if (Switches is not { } slot || (await context.Boot.ReadAsync(context.Device.Board, files, ct)).Slot is { } named && named == context.Slot(slot)) return;
        throw new DeviceException(DeviceFault.Failed, tried, $"the program ended well, but the boot variables do not name slot {context.Slot(slot)}");
    }

    /// <summary>The files that say what an OS is.</summary>
    static IEnumerable<string> OwnFiles(Layout layout) => layout.Facts.Values.SelectMany(source => source.Places).Where(place => place.Partition == Roles.Active).Select(place => place.Path).Distinct();
}
