using System.Net;
using System.Net.Sockets;

namespace Planner.Testing;

/// <summary>Stands before a server on 127.0.0.1 and breaks every connection after so many bytes of its answers.</summary>
public sealed class BreakingProxy : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly IPEndPoint server;
    readonly long after;
    readonly Task serving;
    long passed;
    int broken;

    /// <summary>Starts.</summary>
    /// <param name="host">The server's address and port.</param>
    /// <param name="after">Bytes after which a connection breaks.</param>
    public BreakingProxy(string host, long after)
    {
        (server, this.after) = (IPEndPoint.Parse(host), after);
        listener.Start();
        serving = ServeAsync();
    }

    /// <summary>Address and port.</summary>
    public string Host => listener.LocalEndpoint.ToString()!;

    /// <summary>Bytes that came from the server through it.</summary>
    public long Passed => Interlocked.Read(ref passed);

    /// <summary>Connections that it broke.</summary>
    public int Broken => broken;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
    }

    async Task ServeAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = PassAsync(client);
        }
    }

    async Task PassAsync(TcpClient client)
    {
        using (client)
        using (var upstream = new TcpClient())
        {
            try
            {
                await upstream.ConnectAsync(server);
                var questions = client.GetStream().CopyToAsync(upstream.GetStream());
                await AnswersAsync(upstream.GetStream(), client.GetStream());
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // One of the two has gone.
            }
        }
    }

    async Task AnswersAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[64 << 10];
        for (var left = after; left > 0;)
        {
            var read = await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)));
            if (read == 0) return;
            await to.WriteAsync(buffer.AsMemory(0, read));
            left -= read;
            Interlocked.Add(ref passed, read);
        }

        Interlocked.Increment(ref broken);
    }
}
