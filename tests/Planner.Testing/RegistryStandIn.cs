using System.Net;
using System.Text;

namespace Planner.Testing;

/// <summary>A registry that says just what a test wants said.</summary>
public sealed class RegistryStandIn : IAsyncDisposable
{
    readonly HttpListener listener = new();
    readonly Func<HttpListenerRequest, HttpListenerResponse, Task> answer;
    readonly Task serving;

    RegistryStandIn(int port, Func<HttpListenerRequest, HttpListenerResponse, Task> answer)
    {
        Host = $"127.0.0.1:{port}";
        this.answer = answer;
        listener.Prefixes.Add($"http://{Host}/");
        listener.Start();
        serving = ServeAsync();
    }

    /// <summary>Host and port.</summary>
    public string Host { get; }

    /// <summary>Starts one.</summary>
    public static RegistryStandIn Start(Func<HttpListenerRequest, HttpListenerResponse, Task> answer) => new(TestRegistry.FreePort(), answer);

    /// <summary>Starts one that serves the images of an OCI folder by tag and digest, ranges included, when the request is let through.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="letThrough">Whether the request is answered from the folder; else it has answered it.</param>
    public static RegistryStandIn Serve(OciFolderBuilder folder, Func<HttpListenerRequest, HttpListenerResponse, Task<bool>> letThrough) => Start(async (request, response) =>
    {
        if (!await letThrough(request, response)) return;
        var name = request.Url!.AbsolutePath.Split('/')[^1];
        if (request.Url.AbsolutePath == "/v2/") return;
        var digest = name.StartsWith("sha256:", StringComparison.Ordinal) ? name : folder.DigestOf(name);
        if (digest is null || !File.Exists(folder.BlobPath(digest)))
        {
            response.StatusCode = 404;
            return;
        }

        var content = await File.ReadAllBytesAsync(folder.BlobPath(digest));
        response.ContentType = request.Url.AbsolutePath.Contains("/manifests/", StringComparison.Ordinal) ? OciFolderBuilder.TypeOf(content) : "application/octet-stream";
        response.Headers["Docker-Content-Digest"] = digest;
        if (request.Headers["Range"] is { } range)
        {
            var ends = range["bytes=".Length..].Split('-');
            var from = int.Parse(ends[0]);
            var end = ends[1].Length == 0 ? content.Length : int.Parse(ends[1]) + 1;
            response.StatusCode = 206;
            response.Headers["Content-Range"] = $"bytes {from}-{end - 1}/{content.Length}";
            content = content[from..end];
        }

        response.ContentLength64 = content.Length;
        if (request.HttpMethod != "HEAD") await response.OutputStream.WriteAsync(content);
    });

    /// <summary>Answers with JSON.</summary>
    public static async Task SayAsync(HttpListenerResponse response, int status, string json)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(json));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
        listener.Close();
    }

    async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            _ = AnswerAsync(context);
        }
    }

    async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            await answer(context.Request, context.Response);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
        {
            // Whoever asked has gone.
        }
    }
}
