using System.Text.Json;
using Planner.Engine.Devices;
using Planner.Repository.Releases;

namespace Planner.Repository.Catalogues;

/// <summary>What a repository's metadata say of a release: enough to choose one without fetching any.</summary>
/// <param name="Os">Name of the OS.</param>
/// <param name="Version">Its version, with the variant where it has one.</param>
/// <param name="DeviceType">The device type.</param>
/// <param name="Image">The image, pinned by its digest.</param>
/// <param name="IsWithdrawn">Whether devices no longer get it.</param>
/// <param name="Rollout">When it opens to which share of devices; null for all at once.</param>
public sealed record ReleaseEntry(string Os, HostVersion Version, string DeviceType, string Image, bool IsWithdrawn, Rollout? Rollout)
{
    /// <summary>Where it lies in the repository.</summary>
    public string Path => Release.PathOf(Os, DeviceType, Version);

    /// <summary>The entry of a record.</summary>
    public static ReleaseEntry Of(Release release) => new(release.Os, release.Version, release.DeviceType, release.Image, release.IsWithdrawn, release.Rollout);

    /// <summary>The entry as the metadata's <c>custom</c>.</summary>
    public JsonElement ToCustom()
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString(ReleaseTable.Os.Name, Os);
            writer.WriteString(ReleaseTable.Version.Name, Version.ToString());
            writer.WriteString(ReleaseTable.DeviceType.Name, DeviceType);
            if (Version.Variant is { } variant) writer.WriteString("variant", variant);
            writer.WriteString(ReleaseTable.Image.Name, Image);
            writer.WriteBoolean(ReleaseTable.Withdrawn.Name, IsWithdrawn);
            if (Rollout is not null) ReleaseFile.WriteRollout(writer, Rollout);
            writer.WriteEndObject();
        }

        return CustomJson.Parse(bytes.ToArray());
    }

    /// <summary>The entry of a target; null when its <c>custom</c> is none that this Planner can read. One whose rollout can not be read must not count as open to all.</summary>
    public static ReleaseEntry? OfCustom(JsonElement custom)
    {
        var (os, version, type, image) = (CustomJson.Text(custom, ReleaseTable.Os.Name), CustomJson.Text(custom, ReleaseTable.Version.Name), CustomJson.Text(custom, ReleaseTable.DeviceType.Name), CustomJson.Text(custom, ReleaseTable.Image.Name));
        if (os is null || type is null || image is null || version is null || !HostVersion.TryParse(version, out var parsed)) return null;
        if (!CustomJson.TryRead(custom, ReleaseTable.Rollout, out var rollout) || !CustomJson.TryRead(custom, ReleaseTable.Withdrawn, out var withdrawn)) return null;
        return new(os, parsed, type, image, withdrawn, rollout);
    }
}
