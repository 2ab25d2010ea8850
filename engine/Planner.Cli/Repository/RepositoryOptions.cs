using System.CommandLine;
using Planner.Cli.Commands;
using Planner.Cli.Input;
using Planner.Cli.Output;
using Planner.Devices.Linux.Fetching;
using Planner.Engine.Configuration;
using Planner.Engine.Devices;
using Planner.Repository;
using Planner.Repository.Tuf;

namespace Planner.Cli.Repository;

/// <summary>The options by which a command is told its repository: a web address or a folder, and the root to trust; left out, as the device's configuration says.</summary>
sealed class RepositoryOptions
{
    const string RootName = "root.json";

    readonly Option<string?> repository = new("--repository") { Description = "The signed repository: a web address or a folder. Left out, as the configuration says.", HelpName = "URL" };
    readonly Option<string?> root = new("--trusted-root") { Description = "File with the root metadata to trust to begin with. Left out, as the configuration says.", HelpName = "FILE" };
    readonly Option<string?> config = Options.Config();

    /// <summary>Adds the options to a command.</summary>
    internal void AddTo(Command command)
    {
        command.Add(repository);
        command.Add(root);
        command.Add(config);
    }

    /// <summary>The device's configuration; null after every problem was said.</summary>
    internal DeviceConfiguration? Configuration(ParseResult parsed, Terminal terminal) => DeviceSettings.Load(parsed.GetValue(config), terminal);

    /// <summary>Whether anybody says where the repository is.</summary>
    internal bool IsSaid(ParseResult parsed, DeviceConfiguration configuration) => parsed.GetValue(repository) is not null || configuration.Repository is not null;

    /// <summary>Where the repository is: web addresses in the order to ask them, or one folder.</summary>
    /// <exception cref="DeviceException">Nobody says it.</exception>
    internal IReadOnlyList<string> Places(ParseResult parsed, DeviceConfiguration configuration)
    {
        if (parsed.GetValue(repository) is { } given) return [WebAddress(given) is null ? Path.GetFullPath(given) : given];
        return configuration.Repository is { } configured
            ? [.. configuration.Mirrors.Prepend(configured).Select(address => address.AbsoluteUri)]
            : throw new DeviceException(DeviceFault.NotFound, "look for the repository", $"neither --repository nor {DeviceSettings.Place} names one");
    }

    /// <summary>File with the root metadata to trust to begin with, or null.</summary>
    internal string? TrustedRoot(ParseResult parsed, DeviceConfiguration configuration) => parsed.GetValue(root) ?? configuration.TrustedRoot;

    /// <summary>Brings its metadata up to date where no device is that could keep them.</summary>
    internal Task<ITrustedRepository> OpenAsync(ParseResult parsed, DeviceConfiguration configuration, HttpFetcher fetcher, Terminal terminal, CancellationToken ct) =>
        FromAnyAsync(Places(parsed, configuration), terminal, places => OpenAsync(places, TrustedRoot(parsed, configuration), new MemoryStore(), fetcher, ct));

    /// <summary>Brings a repository's metadata up to date.</summary>
    /// <param name="places">Where it is.</param>
    /// <param name="trustedRoot">File with the root to trust to begin with, or null.</param>
    /// <param name="store">Keeps what is trusted; it gets that root, where it has none.</param>
    /// <param name="fetcher">Fetches.</param>
    /// <param name="ct">Ends the call.</param>
    internal static async Task<ITrustedRepository> OpenAsync(IReadOnlyList<string> places, string? trustedRoot, IMetadataStore store, HttpFetcher fetcher, CancellationToken ct)
    {
        if (store.Read(RootName) is null && trustedRoot is not null) store.Replace(RootName, Read(trustedRoot));
        IRepositoryFiles files = WebAddress(places[0]) is null ? new FolderFiles(places[0]) : new WebFiles(fetcher, [.. places.Select(place => WebAddress(place)!)]);
        return await TrustedRepository.OpenAsync(files, store, TimeProvider.System, new Limits(), ct);
    }

    /// <summary>Does it with each place first in turn, until one has what is authentic: a mirror that lies, or was left behind, keeps nobody from the others.</summary>
    /// <exception cref="NotAuthenticException">None has; what the first one served.</exception>
    internal static async Task<T> FromAnyAsync<T>(IReadOnlyList<string> places, Terminal terminal, Func<IReadOnlyList<string>, Task<T>> work)
    {
        NotAuthenticException? first = null;
        for (var at = 0; at < places.Count; at++)
        {
            try
            {
                return await work([.. places.Skip(at), .. places.Take(at)]);
            }
            catch (NotAuthenticException e)
            {
                first ??= e;
                if (at + 1 < places.Count) terminal.Error($"{places[at]}: not authentic: {e.Message}; the next one is asked");
            }
        }

        throw first!;
    }

    static Uri? WebAddress(string place) => Uri.TryCreate(place, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    static byte[] Read(string path)
    {
        var (bytes, failure) = InputBytes.Read(path);
        return bytes ?? throw new DeviceException(DeviceFault.Failed, $"read the trusted root {path}", failure!);
    }
}
