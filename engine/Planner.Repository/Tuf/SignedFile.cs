using System.Text.Json;

namespace Planner.Repository.Tuf;

/// <summary>A signature of a metadata file.</summary>
/// <param name="KeyId">Which key it is said to be of.</param>
/// <param name="Value">The signature's bytes.</param>
public sealed record FileSignature(string KeyId, byte[] Value);

/// <summary>A metadata file with its signatures, none of which has been looked at: <c>{ "signatures": […], "signed": {…} }</c>.</summary>
public sealed class SignedFile
{
    // Deep enough for every role, and not deep enough to do harm.
    const int Depth = 32;

    static readonly JsonDocumentOptions Options = new() { MaxDepth = Depth, AllowDuplicateProperties = false };

    SignedFile(string name, byte[] content, JsonElement body, byte[] signedBytes, IReadOnlyList<FileSignature> signatures) =>
        (Name, Content, Body, SignedBytes, Signatures) = (name, content, body, signedBytes, signatures);

    /// <summary>What the file is called, for messages.</summary>
    public string Name { get; }

    /// <summary>The whole file.</summary>
    public byte[] Content { get; }

    /// <summary>What is signed.</summary>
    public JsonElement Body { get; }

    /// <summary>What is signed, as it is signed.</summary>
    public byte[] SignedBytes { get; }

    /// <summary>The signatures, each with a key id of its own.</summary>
    public IReadOnlyList<FileSignature> Signatures { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="NotAuthenticException">It is no metadata file of TUF.</exception>
    public static SignedFile Read(string name, byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content, Options);
            var page = new MetadataObject(name, "", document.RootElement.Clone());
            var body = page.Object("signed").Element;
            var signatures = page.List("signatures").Select(one => new FileSignature(one.Text("keyid"), one.Bytes("sig"))).ToList();
            if (signatures.Select(signature => signature.KeyId).Distinct().Count() != signatures.Count) throw new NotAuthenticException(name, "two signatures are of one key id");
            return new SignedFile(name, content, body, CanonicalJson.Of(body), signatures);
        }
        // Texts are not looked into before they are asked for: bytes that are no UTF-8, or half a surrogate, are an InvalidOperationException.
        // All of the signed part was asked for to spell it, so that nothing comes up later.
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new NotAuthenticException(name, $"it can not be read: {e.Message}");
        }
    }
}
