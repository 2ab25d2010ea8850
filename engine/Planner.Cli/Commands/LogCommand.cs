using System.CommandLine;
using System.Text;
using Planner.Cli.Devices;
using Planner.Cli.Output;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Cli.Commands;

/// <summary>Shows the log of a run.</summary>
static class LogCommand
{
    const string Ending = ".log";

    internal static Command Make(Terminal terminal)
    {
        var run = new Argument<string?>("RUN") { Description = "The run's id; the last run when it is left out.", Arity = ArgumentArity.ZeroOrOne };
        var (choice, json) = (new ChosenDevice(), Options.Json());
        var command = new PlannerCommand("log", "Shows the log of a run.", "planner log", "planner log 20260301-101500-7f3a --device bench/device.yaml") { run, json };
        choice.AddTo(command);
        command.SetAction((parsed, ct) => RunAsync(choice, parsed, parsed.GetValue(run), parsed.GetValue(json), terminal, ct));
        return command;
    }

    static async Task<int> RunAsync(ChosenDevice choice, ParseResult parsed, string? run, bool json, Terminal terminal, CancellationToken ct)
    {
        var (device, _, failure) = await choice.OpenAsync(parsed, terminal, ct);
        if (device is null) return failure;
        await using (device)
        {
            var content = await LayoutInForce.FollowAsync(device, OpenRunCommands.PlanOf, ct);
            var known = (await device.Files.ListAsync(device.Layout.Logs, ct)).Select(entry => entry.Path.Trim('/')).Where(name => name.EndsWith(Ending, StringComparison.Ordinal)).Select(name => name[..^Ending.Length]).ToList();
            var id = run ?? (content is null ? null : RunState.Of(content.Entries)?.Id);
            if (id is null || !known.Contains(id) || await device.Files.ReadAsync(device.Layout.Logs.Below(id + Ending), ct) is not { } text)
            {
                terminal.Error(id is null ? "nothing has run on this device" : $"there is no log of run {id}{Suggestion.For(id, known)}");
                return run is null ? ExitCode.Refused : ExitCode.Usage;
            }

            Write(id, Encoding.UTF8.GetString(text).TrimEnd('\n').Split('\n'), json, terminal);
            return ExitCode.Good;
        }
    }

    static void Write(string run, IReadOnlyList<string> lines, bool json, Terminal terminal)
    {
        if (!json)
        {
            foreach (var line in lines) terminal.Result(line);
            return;
        }

        var page = Json.New();
        page["run"] = run;
        page["lines"] = Json.Texts(lines);
        Json.WritePage(terminal, page);
    }
}
