using System.CommandLine;
using System.CommandLine.Parsing;
using Planner.Engine.Devices;
using Planner.Repository;
using Planner.Repository.Tuf;

namespace Planner.Tuf.Client;

/// <summary>Planner's client of TUF behind the command line that the public conformance suite (tuf-conformance) asks for.</summary>
public static class ClientCommand
{
    static readonly Option<Uri?> MetadataUrl = new("--metadata-url") { Recursive = true, CustomParser = AddressIn };
    static readonly Option<string> MetadataDir = new("--metadata-dir") { Recursive = true, Required = true };
    static readonly Option<string[]?> TargetNames = new("--target-name") { Recursive = true };
    static readonly Option<Uri?> TargetBaseUrl = new("--target-base-url") { Recursive = true, CustomParser = AddressIn };
    static readonly Option<string?> TargetDir = new("--target-dir") { Recursive = true };
    static readonly Argument<string> TrustedRoot = new("TRUSTED_ROOT");

    /// <summary>Runs one command.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="time">Tells the time.</param>
    /// <param name="error">Gets what went wrong, a line.</param>
    /// <returns>0, or 1 when something is not authentic, can not be had, or was not understood.</returns>
    public static async Task<int> RunAsync(string[] args, TimeProvider time, TextWriter error)
    {
        var init = new Command("init") { TrustedRoot };
        var refresh = new Command("refresh");
        var download = new Command("download");
        init.SetAction((parsed, ct) => GuardedAsync(() => InitAsync(parsed, ct), error));
        refresh.SetAction((parsed, ct) => GuardedAsync(() => OpenAsync(parsed, time, ct), error));
        download.SetAction((parsed, ct) => GuardedAsync(() => DownloadAsync(parsed, time, ct), error));
        var root = new RootCommand("Planner's client of The Update Framework, as tuf-conformance calls it.") { MetadataUrl, MetadataDir, TargetNames, TargetBaseUrl, TargetDir, init, refresh, download };
        return await root.Parse(args).InvokeAsync(new InvocationConfiguration { Error = error });
    }

    static async Task InitAsync(ParseResult parsed, CancellationToken ct) =>
        new StoreFolder(parsed.GetRequiredValue(MetadataDir)).Replace("root.json", await File.ReadAllBytesAsync(parsed.GetRequiredValue(TrustedRoot), ct));

    static async Task<TrustedRepository> OpenAsync(ParseResult parsed, TimeProvider time, CancellationToken ct) =>
        await TrustedRepository.RefreshAsync(new HttpFiles(Given(parsed, MetadataUrl), parsed.GetValue(TargetBaseUrl)), new StoreFolder(parsed.GetRequiredValue(MetadataDir)), time, new Limits(), ct);

    static async Task DownloadAsync(ParseResult parsed, TimeProvider time, CancellationToken ct)
    {
        var (names, folder) = (Given(parsed, TargetNames), Given(parsed, TargetDir));
        Given(parsed, TargetBaseUrl);
        var repository = await OpenAsync(parsed, time, ct);
        foreach (var name in names)
        {
            var target = await repository.FindAsync(name, ct) ?? throw new NotAuthenticException(name, "no role names it");
            var place = Path.Join(folder, Uri.EscapeDataString(target.Path));
            if (File.Exists(place) && target.Is(await File.ReadAllBytesAsync(place, ct))) continue;
            await File.WriteAllBytesAsync(place, await repository.FetchAsync(target, ct), ct);
        }
    }

    static async Task<int> GuardedAsync(Func<Task> work, TextWriter error)
    {
        try
        {
            await work();
            return 0;
        }
        catch (Exception e) when (e is NotAuthenticException or DeviceException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    static T Given<T>(ParseResult parsed, Option<T?> option) => parsed.GetResult(option) is not null ? parsed.GetValue(option)! : throw new ArgumentException($"{option.Name} is missing");

    // System.CommandLine knows no addresses of its own.
    static Uri? AddressIn(ArgumentResult argument)
    {
        if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https") return address;
        argument.AddError($"{argument.Tokens[0].Value} is no address that begins with http:// or https://");
        return null;
    }
}
