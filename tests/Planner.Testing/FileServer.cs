using System.Net;

namespace Planner.Testing;

/// <summary>A server of files on a free port of 127.0.0.1, ranges included, which does what a test wants instead.</summary>
public sealed class FileServer : IAsyncDisposable
{
    readonly Dictionary<string, byte[]> files = [];
    readonly RegistryStandIn server;

    /// <summary>Serves nothing yet.</summary>
    public FileServer() => server = RegistryStandIn.Start(AnswerAsync);

    /// <summary>What is done in the place of an answer, or null; gets the whole file, and says whether it has answered.</summary>
    public Func<HttpListenerRequest, HttpListenerResponse, byte[], Task<bool>>? Instead { get; set; }

    /// <summary>The ranges asked for, in order.</summary>
    public List<string?> Ranges { get; } = [];

    /// <summary>Serves a file.</summary>
    /// <returns>Its URL.</returns>
    public Uri Serve(string name, byte[] content)
    {
        files[$"/{name}"] = content;
        return UrlOf(name);
    }

    /// <summary>The URL of a name, served or not.</summary>
    public Uri UrlOf(string name) => new($"http://{server.Host}/{name}");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server.DisposeAsync();

    async Task AnswerAsync(HttpListenerRequest request, HttpListenerResponse response)
    {
        if (!files.TryGetValue(request.Url!.AbsolutePath, out var content))
        {
            response.StatusCode = 404;
            return;
        }

        var range = request.Headers["Range"];
        lock (Ranges) Ranges.Add(range);
        if (Instead is { } instead && await instead(request, response, content)) return;
        if (range is not null && int.Parse(range["bytes=".Length..^1]) is var from)
        {
            if (from >= content.Length)
            {
                response.StatusCode = 416;
                return;
            }

            response.StatusCode = 206;
            response.Headers["Content-Range"] = $"bytes {from}-{content.Length - 1}/{content.Length}";
            content = content[from..];
        }

        response.ContentLength64 = content.Length;
        await response.OutputStream.WriteAsync(content);
    }
}
