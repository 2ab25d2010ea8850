using System.CommandLine;
using System.Text.Json.Nodes;
using Planner.Cli.Input;
using Planner.Cli.Output;
using Planner.Cli.Repository;
using Planner.Devices.Linux.Fetching;
using Planner.Devices.Linux.Files;
using Planner.Devices.Linux.Images;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Language;
using Planner.Repository.Releases;

namespace Planner.Cli.Commands;

/// <summary>Writes release records into a repository's folder; <c>publish</c> signs them.</summary>
static class ReleaseCommand
{
    static readonly Argument<string> Folder = new("DIR") { Description = "The repository's folder." };
    static readonly Option<string> Os = new("--os") { Description = "Name of the OS, as devices tell it.", HelpName = "NAME", DefaultValueFactory = _ => "resin-os" };
    static readonly Option<string> Version = VersionOption();
    static readonly Option<string[]> Type = new("--type") { Description = "A device type; may be repeated.", HelpName = "TYPE", Required = true };
    static readonly Option<bool> Json = Options.Json();

    internal static Command Make(Terminal terminal) => new("release", "Adds releases to a repository's folder, and withdraws them.") { Add(terminal), Withdraw(terminal) };

    static PlannerCommand Add(Terminal terminal)
    {
        var image = new Option<string>("--image") { Description = "The image, in a registry or as oci:FOLDER; '{type}' in it stands for the device type.", HelpName = "IMAGE", Required = true };
        var supervisor = new Option<string?>("--supervisor") { Description = "Version of the supervisor that it brings.", HelpName = "VERSION" };
        var architecture = new Option<string?>("--arch") { Description = "Architecture of the device types, like amd64 or arm/v7. Left out, as the layouts in the folder say.", HelpName = "ARCH" };
        var start = new Option<DateTimeOffset?>("--rollout-start") { Description = "When the first devices may take it, like 2026-06-01T00:00:00Z. Left out, all may at once.", HelpName = "TIME" };
        var days = new Option<double>("--rollout-days") { Description = "How many days it takes from then until all devices may.", HelpName = "DAYS", DefaultValueFactory = _ => 7 };
        var config = Options.Config();
        var command = new PlannerCommand("add", "Writes the record of an OS version for device types; digest and sizes come from where the image is.", "planner release add repository --version 2.12.7+rev1 --type intel-nuc --image 'registry.example.org/os:2.12.7_rev1-{type}'") { Folder, Os, Version, Type, image, supervisor, architecture, start, days, config, Json };
        command.SetAction((parsed, ct) => RepositoryFailures.ToldAsync(terminal, async () =>
        {
            if (DeviceSettings.Load(parsed.GetValue(config), terminal) is not { } configuration) return ExitCode.Invalid;
            using var fetcher = new HttpFetcher(DeviceSettings.Network(configuration));
            var made = new List<Release>();
            foreach (var type in parsed.GetRequiredValue(Type))
            {
                var name = parsed.GetRequiredValue(image).Replace("{type}", type, StringComparison.Ordinal);
                var reference = ImageReference.Parse(name) ?? throw new DeviceException(DeviceFault.NotFound, $"look at the image {name}", "it is no image reference");
                var arch = parsed.GetValue(architecture) ?? ArchitectureOf(parsed.GetRequiredValue(Folder), type);
                var info = await ImageLookup.OfAsync(reference, arch, Environment.CurrentDirectory, fetcher, ct);
                var pinned = reference.IsFolder ? $"oci:{Path.GetFullPath(reference.Name)}@{info.Image.Digest}" : info.Image.PullName;
                made.Add(new Release
                {
                    Os = parsed.GetRequiredValue(Os),
                    Version = VersionOf(parsed),
                    DeviceType = type,
                    Image = pinned,
                    Packed = info.Packed,
                    Unpacked = info.Unpacked,
                    Supervisor = parsed.GetValue(supervisor),
                    Published = DateTimeOffset.UtcNow,
                    Rollout = parsed.GetValue(start) is { } begin ? new Rollout(begin, TimeSpan.FromDays(parsed.GetValue(days))) : null,
                });
            }

            // All or none: an author who sees an error begins anew.
            foreach (var release in made.Where(release => File.Exists(PlaceOf(parsed, release.Path))))
                throw new DeviceException(DeviceFault.Failed, $"add {release.Path}", "it is there already");
            return Write(parsed, terminal, made);
        }));
        return command;
    }

    static PlannerCommand Withdraw(Terminal terminal)
    {
        var command = new PlannerCommand("withdraw", "Withdraws a release: no device gets it any more, nor passes through it. Devices that run it still find their way on.", "planner release withdraw repository --version 2.9.6+rev1 --type intel-nuc") { Folder, Os, Version, Type, Json };
        command.SetAction((parsed, ct) => RepositoryFailures.ToldAsync(terminal, () => Task.FromResult(Write(parsed, terminal,
        [
            .. parsed.GetRequiredValue(Type).Select(type => Read(parsed, Release.PathOf(parsed.GetRequiredValue(Os), type, VersionOf(parsed))) with { IsWithdrawn = true }),
        ]))));
        return command;
    }

    static int Write(ParseResult parsed, Terminal terminal, IReadOnlyList<Release> releases)
    {
        foreach (var release in releases)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PlaceOf(parsed, release.Path))!);
            DurableFile.Replace(PlaceOf(parsed, release.Path), ReleaseFile.Write(release));
        }

        if (parsed.GetValue(Json))
        {
            var page = Output.Json.New();
            page["releases"] = Output.Json.List(releases.Select(release => new JsonObject { ["file"] = release.Path, ["image"] = release.Image, ["packed"] = release.Packed, ["unpacked"] = release.Unpacked }));
            Output.Json.WritePage(terminal, page);
        }
        else foreach (var release in releases) terminal.Result($"wrote {release.Path}, {release.Image}");
        return ExitCode.Good;
    }

    static Release Read(ParseResult parsed, string path)
    {
        var place = PlaceOf(parsed, path);
        var (bytes, failure) = InputBytes.Read(place);
        var context = new ReadContext();
        return bytes is null ? throw new DeviceException(DeviceFault.NotFound, $"read {place}", failure!)
            : ReleaseFile.Read(place, bytes, context) ?? throw new DeviceException(DeviceFault.Failed, $"read {place}", string.Join("; ", context.Problems.Select(problem => problem.ToString())));
    }

    static string ArchitectureOf(string folder, string type)
    {
        var boards = new PlanLibrary([folder]).All.Where(layout => layout.Boards.ContainsKey(type)).Select(layout => layout.Boards[type].Architecture).Distinct().ToList();
        return boards is [var only] ? only : throw new DeviceException(DeviceFault.NotFound, $"look for the architecture of {type}", boards.Count == 0 ? $"no layout in {folder}/layouts has such a board; --arch says it" : $"the layouts in {folder}/layouts do not agree about it; --arch says it");
    }

    static string PlaceOf(ParseResult parsed, string path) => Path.Join(parsed.GetRequiredValue(Folder), path);

    static HostVersion VersionOf(ParseResult parsed) => Options.VersionOf(parsed.GetRequiredValue(Version))!;

    static Option<string> VersionOption()
    {
        var option = new Option<string>("--version") { Description = "The OS version, with its variant where it has one.", HelpName = "VERSION", Required = true };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !HostVersion.TryParse(token.Value, out _)) result.AddError($"--version takes a version like 2.12.7+rev1, not '{token.Value}'");
        });
        return option;
    }
}
