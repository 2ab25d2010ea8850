using System.Text.Json;

namespace Planner.Repository.Catalogues;

/// <summary>A file that is to be published, with what the metadata will say of it.</summary>
/// <param name="Path">Its path in the repository.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Custom">What the metadata say of it beside length and digests; null for a layout.</param>
public sealed record CatalogueFile(string Path, byte[] Content, JsonElement? Custom);
