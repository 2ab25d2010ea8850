using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Images;

namespace Planner.Engine.Steps;

/// <summary>The images, without tags, that the supervisor of the running OS is made of: where the layout's <c>supervisor:</c> says so. None where it has no such place.</summary>
sealed class SupervisorImages
{
    readonly HashSet<string> names = new(StringComparer.Ordinal);

    SupervisorImages()
    {
    }

    internal static async ValueTask<SupervisorImages> ReadAsync(StepContext context, CancellationToken ct)
    {
        var images = new SupervisorImages();
        if (context.Device.Layout.Supervisor is not { } spec) return images;
        foreach (var path in new[] { spec.Override, context.Path(new PartitionPath(Roles.Active, spec.Default)) })
            if (path is { } place && await SlotFiles.ReadAsync(context.Device, place, ct) is { } conf && EnvFile.Value(conf, spec.ImageKey) is { Length: > 0 } name) images.names.Add(NameOf(name));
        return images;
    }

    /// <summary>Whether an image, by whatever tag, is one of them.</summary>
    internal bool Hold(string image) => names.Contains(NameOf(image));

    static string NameOf(string image) => ImageReference.Parse(image)?.Name ?? image;
}
