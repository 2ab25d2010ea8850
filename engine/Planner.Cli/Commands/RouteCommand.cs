using System.CommandLine;
using System.Text.Json.Nodes;
using Planner.Cli.Output;
using Planner.Cli.Repository;
using Planner.Devices.Linux.Fetching;
using Planner.Engine.Devices;
using Planner.Repository.Catalogues;
using Planner.Repository.Routes;

namespace Planner.Cli.Commands;

/// <summary>Shows the way from one release to another, or why there is none.</summary>
static class RouteCommand
{
    const string UsualOs = "resin-os";

    static readonly Option<string?> To = UpdateCommand.ToOption();
    static readonly Option<string> Type = new("--type") { Description = "The device type.", HelpName = "TYPE", Required = true };
    static readonly Option<string> Os = new("--os") { Description = "Name of the OS that runs.", HelpName = "NAME", DefaultValueFactory = _ => UsualOs };
    static readonly Option<string?> UuidOption = new("--uuid") { Description = "A device, for rollouts; left out, every release counts as open.", HelpName = "UUID" };
    static readonly Option<bool> Json = Options.Json();

    internal static Command Make(Terminal terminal)
    {
        var from = new Option<string>("--from") { Description = "The version that runs.", HelpName = "VERSION", Required = true };
        from.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !HostVersion.TryParse(token.Value, out _)) result.AddError($"--from takes a version like 1.8.0, not '{token.Value}'");
        });
        var source = new RepositoryOptions();
        var command = new PlannerCommand("route", "Shows by which plans and releases a device gets from one version to another.", "planner route --from 1.8.0 --to latest --type raspberrypi3 --repository https://updates.example.org --trusted-root root.json") { from, To, Type, Os, UuidOption, Json };
        source.AddTo(command);
        command.SetAction((parsed, ct) => RepositoryFailures.ToldAsync(terminal, async () =>
        {
            if (source.Configuration(parsed, terminal) is not { } configuration) return ExitCode.Invalid;
            using var fetcher = new HttpFetcher(DeviceSettings.Network(configuration));
            var repository = await source.OpenAsync(parsed, configuration, fetcher, terminal, ct);
            _ = HostVersion.TryParse(parsed.GetRequiredValue(from), out var version);
            var request = new RouteRequest(new Station(parsed.GetRequiredValue(Os), version!, parsed.GetRequiredValue(Type), null), UpdateCommand.TargetOf(parsed.GetValue(To))) { Uuid = parsed.GetValue(UuidOption), Now = DateTimeOffset.UtcNow };
            return Show(new RouteFinder(Catalogue.Of(repository.Targets.Values)).Find(request), parsed.GetValue(Json), terminal);
        }));
        return command;
    }

    static int Show(Route route, bool json, Terminal terminal)
    {
        if (json)
        {
            var page = Output.Json.New();
            page["hops"] = Output.Json.List(route.Hops.Select(hop => new JsonObject { ["plan"] = hop.Plan.Id, ["to"] = hop.Release.Version.ToString(), ["image"] = hop.Release.Image }));
            page["refusal"] = route.Refusal;
            Output.Json.WritePage(terminal, page);
        }
        else if (route.Refusal is { } refusal) terminal.Error(refusal);
        else if (route.IsCurrent) terminal.Result("nothing to do: there is nothing newer");
        else foreach (var hop in route.Hops) terminal.Result($"{hop.Release.Version}  by {hop.Plan.Id}");
        return route.Refusal is null ? ExitCode.Good : ExitCode.Refused;
    }
}
