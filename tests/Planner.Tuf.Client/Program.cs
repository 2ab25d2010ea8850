using System.CommandLine;
using Planner.Engine.Devices;
using Planner.Repository;
using Planner.Repository.Tuf;
using Planner.Tuf.Client;

// Planner's client of TUF behind the command line that the public conformance suite (tuf-conformance) asks for.
var metadataUrl = new Option<Uri?>("--metadata-url");
var metadataDir = new Option<string>("--metadata-dir") { Required = true };
var targetName = new Option<string?>("--target-name");
var targetBaseUrl = new Option<Uri?>("--target-base-url");
var targetDir = new Option<string?>("--target-dir");
var trustedRoot = new Argument<string>("TRUSTED_ROOT");
var init = new Command("init") { trustedRoot };
var refresh = new Command("refresh");
var download = new Command("download");
var root = new RootCommand("Planner's client of The Update Framework, as tuf-conformance calls it.") { metadataUrl, metadataDir, targetName, targetBaseUrl, targetDir, init, refresh, download };
foreach (var option in root.Options) option.Recursive = true;

init.SetAction(parsed => new StoreFolder(parsed.GetRequiredValue(metadataDir)).Replace("root.json", File.ReadAllBytes(parsed.GetRequiredValue(trustedRoot))));
refresh.SetAction((parsed, ct) => GuardedAsync(async () => await OpenAsync(parsed, ct)));
download.SetAction((parsed, ct) => GuardedAsync(async () =>
{
    var repository = await OpenAsync(parsed, ct);
    var target = await repository.FindAsync(parsed.GetRequiredValue(targetName)!, ct) ?? throw new NotAuthenticException(parsed.GetRequiredValue(targetName)!, "no role names it");
    var place = Path.Join(parsed.GetRequiredValue(targetDir), Uri.EscapeDataString(target.Path));
    if (File.Exists(place) && target.Is(await File.ReadAllBytesAsync(place, ct))) return;
    await File.WriteAllBytesAsync(place, await repository.FetchAsync(target, ct), ct);
}));
return await root.Parse(args).InvokeAsync();

Task<TrustedRepository> OpenAsync(ParseResult parsed, CancellationToken ct) =>
    TrustedRepository.RefreshAsync(new HttpFiles(parsed.GetRequiredValue(metadataUrl)!, parsed.GetValue(targetBaseUrl)), new StoreFolder(parsed.GetRequiredValue(metadataDir)), TimeProvider.System, new Limits(), ct);

static async Task<int> GuardedAsync(Func<Task> work)
{
    try
    {
        await work();
        return 0;
    }
    catch (Exception e) when (e is NotAuthenticException or DeviceException)
    {
        await Console.Error.WriteLineAsync(e.Message);
        return 1;
    }
}
