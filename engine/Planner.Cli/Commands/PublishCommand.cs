using System.CommandLine;
using Planner.Cli.Output;
using Planner.Cli.Repository;
using Planner.Engine.Language;
using Planner.Repository;
using Planner.Repository.Publishing;

namespace Planner.Cli.Commands;

/// <summary>Signs a folder of plans, layouts and releases, so that devices may fetch from it.</summary>
static class PublishCommand
{
    static readonly Argument<string> Folder = new("DIR") { Description = "The repository: a folder with plans, layouts and releases, which a web server serves." };
    static readonly Option<string> Keys = KeyOptions.Folder();
    static readonly Option<bool> Resign = new("--resign") { Description = "Sign the timestamp anew, and what else has lived for half of its time; nothing else is published." };
    static readonly Option<string[]> Expires = KeyOptions.Expires();
    static readonly Option<string[]> Threshold = KeyOptions.Threshold();
    static readonly Option<bool> Json = Options.Json();

    internal static Command Make(Terminal terminal)
    {
        var command = new PlannerCommand("publish", "Checks and signs a folder of plans, layouts and releases, so that devices may fetch from it.", "planner publish repository --keys keys", "planner publish repository --keys keys --resign") { Folder, Keys, Resign, Expires, Threshold, Json };
        command.SetAction(parsed => Publishing.Guarded(terminal, () => Run(parsed, terminal)));
        return command;
    }

    static int Run(ParseResult parsed, Terminal terminal)
    {
        var folder = parsed.GetRequiredValue(Folder);
        if (!Directory.Exists(folder)) throw new PublishingException($"there is no folder {folder}");
        var (files, keys) = (new FolderFiles(folder), new KeyFolder(parsed.GetRequiredValue(Keys)));
        using var alone = Publishing.Alone(folder);
        var lifetimes = KeyOptions.LifetimesOf(parsed.GetValue(Expires) ?? []);
        var state = PublishedState.Read(files);
        if (parsed.GetValue(Resign)) return Tell(terminal, parsed, Publisher().Resign(state ?? throw new PublishingException("nothing is published yet")));

        var check = new AuthorsFolder(folder).Check(state?.Targets ?? new Dictionary<string, Target>());
        // Beside what must be mended, what may be is noise.
        terminal.Problems(folder, check.IsGood ? check.Problems : check.Problems.Where(problem => problem.Severity == Severity.Error));
        if (!check.IsGood) return ExitCode.Invalid;

        List<string> written = [];
        if (state is null)
        {
            written.AddRange(Publisher().Begin(KeyOptions.RolesOf(keys, KeyOptions.ThresholdsOf(parsed.GetValue(Threshold) ?? []))));
            state = PublishedState.Read(files)!;
        }

        written.AddRange(Publisher().Publish(state, check.Files));
        return Tell(terminal, parsed, written);

        Publisher Publisher() => new(files, TimeProvider.System, keys.Ring(), lifetimes);
    }

    static int Tell(Terminal terminal, ParseResult parsed, IReadOnlyList<string> written) => Publishing.Tell(terminal, parsed.GetValue(Json), written);
}
