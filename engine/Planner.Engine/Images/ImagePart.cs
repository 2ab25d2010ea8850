namespace Planner.Engine.Images;

/// <summary>A blob of an image in a registry.</summary>
/// <param name="MediaType">What it is, by the OCI image specification or Docker's.</param>
/// <param name="Digest"><c>sha256:</c> and 64 hex digits.</param>
/// <param name="Size">Bytes.</param>
public sealed record ImagePart(string MediaType, string Digest, long Size)
{
    /// <summary>The hex digits of its digest: its name in an image layout.</summary>
    public string Hex => Digest[(Digest.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
