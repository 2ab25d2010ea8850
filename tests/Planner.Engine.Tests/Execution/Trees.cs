using Planner.Engine.Devices;
using Planner.Engine.Devices.Files;

namespace Planner.Engine.Tests.Execution;

/// <summary>Device files and trees that differ a little from those of <see cref="Trial"/>.</summary>
static class Trees
{
    /// <summary>A tree with more files.</summary>
    internal static TreeSnapshot Plus(this TreeSnapshot tree, params (string Path, string Text)[] files)
    {
        var builder = new TreeSnapshotBuilder();
        foreach (var entry in tree.Manifest.Entries) builder.Add(entry);
        foreach (var (digest, content) in tree.Contents) builder.Keep(digest, content);
        foreach (var (path, text) in files) builder.File(path, text);
        return builder.Build();
    }

    /// <summary>A device file whose state is changed.</summary>
    internal static DeviceFile In(this DeviceFile file, Func<DeviceState, DeviceState> change) => file with { State = change(file.State!) };

    /// <summary>A state with an image added or replaced.</summary>
    internal static DeviceState With(this DeviceState state, string name, ImageSnapshot image) =>
        state with { Images = new Dictionary<string, ImageSnapshot>(state.Images) { [name] = image } };

    /// <summary>A state with units of the supervisor.</summary>
    internal static DeviceState With(this DeviceState state, params (string Unit, bool Running)[] units) =>
        state with { Services = new Dictionary<string, IReadOnlyDictionary<string, bool>> { ["supervisor"] = units.ToDictionary(unit => unit.Unit, unit => unit.Running) } };
}
