using Planner.Engine.Devices;

namespace Planner.Engine.Language;

/// <summary>Where plans find the layouts that they name.</summary>
public interface ILayoutSource
{
    /// <summary><c>name@version</c> of every layout that there is, for messages.</summary>
    IEnumerable<string> Ids { get; }

    /// <summary>A layout, or null when there is none of this name and version or when its file has problems of its own.</summary>
    Layout? Find(string name, string version);
}

/// <summary>Layouts in memory.</summary>
/// <param name="layouts">All of them.</param>
public sealed class LayoutSet(params IReadOnlyList<Layout> layouts) : ILayoutSource
{
    /// <inheritdoc/>
    public IEnumerable<string> Ids => layouts.Select(layout => layout.Id);

    /// <inheritdoc/>
    public Layout? Find(string name, string version) => layouts.FirstOrDefault(layout => layout.Name == name && layout.Version == version);
}
