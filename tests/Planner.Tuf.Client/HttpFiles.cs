using System.Net;
using Planner.Engine.Devices;
using Planner.Repository;

namespace Planner.Tuf.Client;

/// <summary>A repository whose metadata and targets may be on two servers.</summary>
/// <param name="metadata">Where the metadata are.</param>
/// <param name="targets">Where the targets are, where any is to be fetched.</param>
sealed class HttpFiles(Uri metadata, Uri? targets) : IRepositoryFiles
{
    const string MetadataFolder = "metadata/";
    const string TargetsFolder = "targets/";

    static readonly HttpClient Client = new();

    public async Task<byte[]?> FetchAsync(string path, long atMost, CancellationToken ct)
    {
        // The names of metadata are escaped already, those of targets are as the metadata have them.
        var address = path.StartsWith(MetadataFolder, StringComparison.Ordinal) ? Below(metadata, path[MetadataFolder.Length..]) : Below(targets!, string.Join('/', path[TargetsFolder.Length..].Split('/').Select(Uri.EscapeDataString)));
        try
        {
            using var response = await Client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, ct);
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden) return null;
            response.EnsureSuccessStatusCode();
            await using var stream = await response.Content.ReadAsStreamAsync(ct);
            var content = new MemoryStream();
            var buffer = new byte[16 << 10];
            while (await stream.ReadAsync(buffer, ct) is var read && read > 0)
            {
                if (content.Length + read > atMost) throw new NotAuthenticException(path, $"it is longer than {atMost} bytes");
                content.Write(buffer, 0, read);
            }

            return content.ToArray();
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new DeviceException(DeviceFault.Unreachable, $"fetch {address}", e.Message, e);
        }
    }
    static Uri Below(Uri folder, string name) => new($"{folder.AbsoluteUri.TrimEnd('/')}/{name}");
}
