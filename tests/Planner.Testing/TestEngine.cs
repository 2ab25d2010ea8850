using System.Net.Sockets;
using CliWrap;
using CliWrap.Buffered;

namespace Planner.Testing;

/// <summary>A container engine of the test's own: its own folder, its own socket.</summary>
public sealed class TestEngine : IAsyncDisposable
{
    readonly string folder;
    readonly bool ownsFolder;
    string[] options = [];
    OwnProcess? process;

    TestEngine(string folder, bool ownsFolder, string? socket = null) => (this.folder, this.ownsFolder, Socket) = (folder, ownsFolder, socket ?? Path.Combine(folder, "s"));

    /// <summary>Its socket.</summary>
    public string Socket { get; }

    /// <summary>The one that <c>tests/run</c> has started and named in <c>PLANNER_TEST_ENGINE</c>; else a new one.</summary>
    public static async Task<TestEngine> GivenOrStartedAsync() =>
        Environment.GetEnvironmentVariable("PLANNER_TEST_ENGINE") is { Length: > 0 } given ? new TestEngine(Path.GetDirectoryName(given)!, false, given) : await StartAsync();

    /// <summary>Starts one, and waits until it answers.</summary>
    /// <param name="in">Its folder, or null for a temporary one, which goes away with it.</param>
    /// <param name="options">Options that it gets beside those of every one.</param>
    public static async Task<TestEngine> StartAsync(string? @in = null, params string[] options)
    {
        // Short, because the path of a socket may have 107 bytes only.
        var engine = new TestEngine(@in ?? Directory.CreateTempSubdirectory("engine").FullName, @in is null) { options = options };
        await engine.StartAgainAsync();
        return engine;
    }

    /// <summary>Starts it after it was killed.</summary>
    public async Task StartAgainAsync()
    {
        File.Delete(Socket);
        File.Delete(Path.Combine(folder, "p"));

        // Its containerd dies with it, but as long as nobody has waited for it a new engine takes the old id for a running one.
        if (Directory.Exists(Path.Combine(folder, "e/containerd"))) File.Delete(Path.Combine(folder, "e/containerd/containerd.pid"));
        process = OwnProcess.Start(
            Path.Combine(folder, "log"), "dockerd", ["--iptables=false", "--ip6tables=false", "--bridge=none", "--storage-driver=overlay2", "--data-root", Path.Combine(folder, "d"),
            "--exec-root", Path.Combine(folder, "e"), "--pidfile", Path.Combine(folder, "p"), "-H", $"unix://{Socket}", .. options]);
        await process.UntilAsync(AnswersAsync);
    }

    /// <summary>Ends it at once, as a crash would.</summary>
    public Task KillAsync() => process!.KillAsync();

    /// <summary>Gives it an image of one program that runs until it is stopped, by no registry's help.</summary>
    public async Task ImportAsync(string image)
    {
        var made = Directory.CreateTempSubdirectory("waiting").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(made, "waiting.c"), "#include <signal.h>\n#include <unistd.h>\nint main(void) { signal(SIGTERM, _exit); for (;;) pause(); }\n");
            await Cli.Wrap("gcc").WithArguments(["-static", "-O1", "-o", Path.Combine(made, "waiting"), Path.Combine(made, "waiting.c")]).ExecuteBufferedAsync();
            await Cli.Wrap("tar").WithArguments(["-C", made, "-cf", Path.Combine(made, "waiting.tar"), "waiting"]).ExecuteBufferedAsync();
            await AskAsync("import", Path.Combine(made, "waiting.tar"), image);
        }
        finally
        {
            Directory.Delete(made, recursive: true);
        }
    }

    /// <summary>Starts a container of an image of <see cref="ImportAsync"/>; its id.</summary>
    public async Task<string> RunAsync(string name, string image, params string[] options) =>
        (await AskAsync(["run", "--detach", "--network", "none", "--name", name, .. options, image, "/waiting"])).Trim();

    async Task<string> AskAsync(params string[] arguments) => (await Cli.Wrap("docker").WithArguments(["-H", $"unix://{Socket}", .. arguments]).ExecuteBufferedAsync()).StandardOutput;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (process is null) return;
        await process.DisposeAsync();

        // An engine that was killed leaves its data folder mounted on itself.
        await Cli.Wrap("umount").WithArguments(["--quiet", "--lazy", Path.Combine(folder, "d")]).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        if (ownsFolder) Directory.Delete(folder, recursive: true);
    }

    async Task<bool> AnswersAsync()
    {
        if (!File.Exists(Socket)) return false;
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, ct) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        try
        {
            return (await http.GetStringAsync(new Uri("http://engine/_ping"))) == "OK";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
