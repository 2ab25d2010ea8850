using System.Text;
using Planner.Devices.Linux.Files;
using Planner.Repository.Publishing;
using Planner.Repository.Tuf;

namespace Planner.Cli.Repository;

/// <summary>Private keys in a folder: <c>&lt;role&gt;.pem</c>, further ones of a role <c>&lt;role&gt;.2.pem</c> and so on; those that count no more <c>former.&lt;role&gt;….pem</c>. Beside each the public half, <c>….pub</c>.</summary>
/// <param name="folder">The folder.</param>
sealed class KeyFolder(string folder)
{
    const string Suffix = ".pem";
    const string PublicSuffix = ".pub";
    const string Former = "former.";

    /// <summary>Every private key. A file that is none is refused.</summary>
    internal KeyRing Ring() => new(Files("*").Select(Read), folder);

    /// <summary>The keys of a role that are to count.</summary>
    internal IReadOnlyList<SigningKey> Of(string role) => [.. Files($"{role}*").Where(file => Path.GetFileName(file) is var name && (name == role + Suffix || name.StartsWith($"{role}.", StringComparison.Ordinal))).Select(Read)];

    /// <summary>Makes a key for a role and writes both halves, the private one for its owner alone.</summary>
    /// <returns>The file of the private half, and the key.</returns>
    internal (string File, SigningKey Key) Make(string role, string type)
    {
        Directory.CreateDirectory(folder);
        var number = 1;
        while (File.Exists(PlaceOf(role, number))) number++;
        var (path, key) = (PlaceOf(role, number), SigningKey.Make(type));
        DurableFile.Replace(path, Encoding.ASCII.GetBytes(key.Pem), secret: true);
        DurableFile.Replace(Path.ChangeExtension(path, PublicSuffix), Encoding.ASCII.GetBytes(key.Public.ToJson().ToJsonString() + "\n"));
        return (path, key);
    }

    /// <summary>Takes a key away that was made for nothing.</summary>
    internal static void Forget(string file)
    {
        DurableFile.Delete(file);
        DurableFile.Delete(Path.ChangeExtension(file, PublicSuffix));
    }

    /// <summary>Sets a role's keys aside: they are there still, and count no more.</summary>
    internal void Retire(string role, IEnumerable<SigningKey> retired)
    {
        var ids = retired.Select(key => key.Public.Id).ToHashSet();
        foreach (var file in Files($"{role}*").Where(file => ids.Contains(Read(file).Public.Id)))
        {
            var aside = Path.Join(folder, $"{Former}{role}.{Read(file).Public.Id[..12]}{Suffix}");
            File.Move(file, aside, overwrite: true);
            if (File.Exists(Path.ChangeExtension(file, PublicSuffix))) File.Move(Path.ChangeExtension(file, PublicSuffix), Path.ChangeExtension(aside, PublicSuffix), overwrite: true);
        }
    }

    IEnumerable<string> Files(string pattern) => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern + Suffix).Order(StringComparer.Ordinal) : [];

    static SigningKey Read(string file) => SigningKey.Read(File.ReadAllText(file)) ?? throw new PublishingException($"{file} is no private key of Ed25519 or ECDSA P-256 (PKCS#8, PEM)");

    string PlaceOf(string role, int number) => Path.Join(folder, number == 1 ? role + Suffix : $"{role}.{number}{Suffix}");
}
