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

    /// <summary>Brings the repository's metadata up to date.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="store">Keeps what is trusted; it gets the root that is trusted to begin with, where it has none.</param>
    /// <param name="fetcher">Fetches.</param>
    /// <param name="ct">Ends the call.</param>
    internal async Task<ITrustedRepository> OpenAsync(ParseResult parsed, DeviceConfiguration configuration, IMetadataStore store, HttpFetcher fetcher, CancellationToken ct)
    {
        if (store.Read(RootName) is null && (parsed.GetValue(root) ?? configuration.TrustedRoot) is { } path) store.Replace(RootName, Read(path));
        return await TrustedRepository.OpenAsync(Files(parsed, configuration, fetcher), store, TimeProvider.System, new Limits(), ct);
    }

    IRepositoryFiles Files(ParseResult parsed, DeviceConfiguration configuration, HttpFetcher fetcher)
    {
        if (parsed.GetValue(repository) is not { } given)
            return configuration.Repository is { } configured ? new WebFiles(fetcher, [configured, .. configuration.Mirrors]) : throw new DeviceException(DeviceFault.NotFound, "look for the repository", $"neither --repository nor {DeviceSettings.Place} names one");
        return Uri.TryCreate(given, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? new WebFiles(fetcher, [address]) : new FolderFiles(given);
    }

    static byte[] Read(string path)
    {
        var (bytes, failure) = InputBytes.Read(path);
        return bytes ?? throw new DeviceException(DeviceFault.Failed, $"read the trusted root {path}", failure!);
    }
}
