using System.CommandLine;
using Planner.Cli.Devices;
using Planner.Cli.Input;
using Planner.Cli.Output;
using Planner.Cli.Repository;
using Planner.Devices.Linux;
using Planner.Devices.Linux.Fetching;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Repository;
using Planner.Repository.Catalogues;
using Planner.Repository.Routes;

namespace Planner.Cli.Commands;

/// <summary>Fetches, verifies and runs each plan on the way to a release.</summary>
static class UpdateCommand
{
    const string Latest = "latest";
    const string ImageInput = "image";

    // More hops than any fleet has releases between its oldest device and its newest OS: a route that never ends is a bug, not a wait.
    const int MostHops = 32;

    static readonly Option<string?> To = ToOption();
    static readonly Option<string?> Device = Options.Device("A bench of image files to work on. Left out, this machine.");
    static readonly Option<string?> Plans = Options.Plans();
    static readonly Option<string?> Layout = Options.Layout();
    static readonly Option<bool> NoReboot = Options.NoReboot();
    static readonly Option<bool> IgnoreLocks = Options.IgnoreLocks();
    static readonly Option<bool> Now = new("--now") { Description = "Begin also outside of the update window." };
    static readonly Option<bool> JsonOption = Options.Json();

    internal static Command Make(Terminal terminal)
    {
        var source = new RepositoryOptions();
        var command = new PlannerCommand(
            "update", "Fetches from the signed repository what leads to a release, and runs each plan on the way. Said again, it goes on where it was.",
            "planner update --to latest", "planner update --device bench/device.yaml --to 2.12.7+rev1 --repository repository --trusted-root root.json") { To, Device, Plans, Layout, NoReboot, IgnoreLocks, Now, JsonOption };
        source.AddTo(command);
        command.SetAction((parsed, _) => GuardedAsync(parsed, source, terminal));
        return command;
    }

    /// <summary>A version, or the newest one.</summary>
    internal static Option<string?> ToOption()
    {
        var option = new Option<string?>("--to") { Description = "The version to get to, or 'latest'.", HelpName = "VERSION", Required = true };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && token.Value != Latest && !HostVersion.TryParse(token.Value, out _)) result.AddError($"--to takes a version like 2.4.0+rev1 or '{Latest}', not '{token.Value}'");
        });
        return option;
    }

    /// <summary>The version of a text that <see cref="ToOption"/> has checked; null for the newest.</summary>
    internal static HostVersion? TargetOf(string? text) => text == Latest ? null : Options.VersionOf(text);

    static async Task<int> GuardedAsync(ParseResult parsed, RepositoryOptions source, Terminal terminal)
    {
        try
        {
            return await RunAsync(parsed, source, terminal);
        }
        catch (NotAuthenticException e)
        {
            return Ended(parsed, terminal, new Outcome { Kind = OutcomeKind.Refused, Reasons = [$"not authentic: {e.Message}"], Fault = DeviceFault.NotAuthentic });
        }
        catch (DeviceException e)
        {
            return Ended(parsed, terminal, new Outcome { Kind = OutcomeKind.Refused, Reasons = [e.Message], Fault = e.Fault });
        }
    }

    static async Task<int> RunAsync(ParseResult parsed, RepositoryOptions source, Terminal terminal)
    {
        if (source.Configuration(parsed, terminal) is not { } configuration) return ExitCode.Invalid;
        if (!parsed.GetValue(Now) && configuration.Window?.Until(DateTimeOffset.UtcNow) is { } wait && wait > TimeSpan.Zero)
            return Refused(parsed, terminal, $"updates begin from {configuration.Window}: in {wait:h\\:mm} hours; --now does not wait for it");
        var file = parsed.GetValue(Device);
        var library = LibraryPlaces.Of(null, file, parsed.GetValue(Plans));
        var input = file is null ? null : DeviceInput.Load(file, library, terminal);
        if (file is not null && input is null) return ExitCode.Invalid;
        if (input is { File.Bench: null })
        {
            terminal.Error($"{file} is a snapshot, without images to work on: 'planner route' tells the way");
            return ExitCode.Usage;
        }

        MountNamespace.EnterAndReexec();
        var network = DeviceSettings.Network(configuration);
        using var fetcher = new HttpFetcher(network);
        using var signals = new RunSignals(terminal);
        for (var hops = 0; hops < MostHops; hops++)
        {
            var (next, end) = await NextAsync();
            if (next is not { } found) return end;
            var outcome = await HopAsync(found.Hop, found.Plan, input, network, parsed, terminal, signals.Token);
            if (outcome.Kind is not (OutcomeKind.Done or OutcomeKind.Current)) return outcome.ExitCode;
            if (found.IsLast) return outcome.ExitCode;
        }

        throw new InvalidOperationException($"a route of more than {MostHops} hops");

        // From where the device is now: a route that was found before a hop may have changed meanwhile.
        async Task<((Hop Hop, PlanFile Plan, bool IsLast)? Next, int End)> NextAsync()
        {
            var (device, failure) = await OpenAsync(input, library, network, parsed, terminal, signals.Token);
            if (device is null) return (null, failure);
            await using (device)
            {
                var repository = await source.OpenAsync(parsed, configuration, new DeviceStore(device), fetcher, signals.Token);
                var catalogue = Catalogue.Of(repository.Targets.Values);
                var at = await DeviceStation.OfAsync(device, catalogue, TargetOf(parsed.GetValue(To)), signals.Token);
                var route = new RouteFinder(catalogue).Find(at);
                if (route.Refusal is { } why) return (null, Refused(parsed, terminal, why));
                if (route.IsCurrent) return (null, Ended(parsed, terminal, new Outcome { Kind = OutcomeKind.Current, OsBefore = at.From.Version.Text, OsAfter = at.From.Version.Text }));
                if (!parsed.GetValue(JsonOption)) terminal.Say($"The way: {string.Join(", ", route.Hops.Select(hop => $"{hop.Release.Version} by {hop.Plan.Id}"))}");
                return ((route.Hops[0], await FetchedPlan.OfAsync(repository, route.Hops[0].Plan, signals.Token), route.Hops.Count == 1), ExitCode.Good);
            }
        }
    }

    static async Task<(IDevice? Device, int Failure)> OpenAsync(DeviceInput? input, PlanLibrary library, NetworkSettings network, ParseResult parsed, Terminal terminal, CancellationToken ct)
    {
        if (input is not null) return (await DeviceOpening.OfAsync(input, library.All, ct, network), ExitCode.Good);
        var (found, failure) = MachineLayout.Find(library, parsed.GetValue(Layout), terminal);
        return found is null ? (null, failure) : (await DeviceOpening.MachineAsync(found.Layout, ct, network), ExitCode.Good);
    }

    static async Task<Outcome> HopAsync(Hop hop, PlanFile plan, DeviceInput? input, NetworkSettings network, ParseResult parsed, Terminal terminal, CancellationToken ct)
    {
        // A device has the layout that the plan is for: its conditions and the labels of its partitions decide, not what a file calls it.
        await using var device = input is null
            ? await DeviceOpening.MachineAsync(plan.Layout.Layout, ct, network)
            : await DeviceOpening.OfAsync(input.Under(plan.Layout), plan.Layouts.Select(layout => layout.Layout), ct, network);
        var request = new RunRequest
        {
            Plan = plan.Plan,
            Sources = plan.Stored,
            Target = hop.Release.Version,
            Inputs = plan.Plan.Inputs.ContainsKey(ImageInput) ? new Dictionary<string, string> { [ImageInput] = hop.Release.Image } : new Dictionary<string, string>(),
            RunId = RunIds.New(),
            NoReboot = parsed.GetValue(NoReboot),
            IgnoreLocks = parsed.GetValue(IgnoreLocks),
        };
        return await RunDisplay.ShowAsync(terminal, parsed.GetValue(JsonOption), plan.Plan, observer => new Executor(device, observer).RunAsync(request, ct));
    }

    static int Refused(ParseResult parsed, Terminal terminal, string why) => RunDisplay.ShowRefusal(terminal, parsed.GetValue(JsonOption), why);

    static int Ended(ParseResult parsed, Terminal terminal, Outcome outcome)
    {
        new Unbroken(parsed.GetValue(JsonOption) ? new JsonLines(terminal) : new PlainLines(terminal)).On(new RunEnded(outcome));
        return outcome.ExitCode;
    }
}
