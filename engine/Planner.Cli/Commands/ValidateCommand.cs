using System.CommandLine;
using System.Text.Json.Nodes;
using Planner.Cli.Input;
using Planner.Cli.Output;
using Planner.Engine.Language;

namespace Planner.Cli.Commands;

/// <summary>Checks input files.</summary>
static class ValidateCommand
{
    internal static Command Make(Terminal terminal)
    {
        var files = new Argument<string[]>("FILE") { Description = "Plans, layouts, device and configuration files, or folders of them.", Arity = ArgumentArity.OneOrMore };
        var (plans, json) = (Options.Plans(), Options.Json());
        var strict = new Option<bool>("--strict") { Description = "Take warnings for errors." };
        var command = new PlannerCommand("validate", "Checks plans, layouts, device and configuration files; every problem is a line.", "planner validate plans samples/devices", "planner validate --strict my-plan/1.0.0.yaml") { files, strict, plans, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(files), parsed.GetValue(plans), parsed.GetValue(strict), parsed.GetValue(json), terminal));
        return command;
    }

    static int Run(IReadOnlyList<string> names, string? plans, bool strict, bool json, Terminal terminal)
    {
        var checks = names.SelectMany(Expand).Select(file => FileCheck.Of(file, plans)).ToList();
        var problems = checks.SelectMany(check => check.Problems).Distinct().ToList();
        if (json) WriteJson(checks, strict, terminal);
        else foreach (var problem in problems) terminal.ProblemResult(problem);
        foreach (var check in checks.Where(check => check.Failure is not null)) terminal.Error($"{check.Path}: {check.Failure}");
        var errors = problems.Count(problem => problem.Severity == Severity.Error);
        var unread = checks.Count(check => check.Failure is not null);
        terminal.Say($"{Words.Count(checks.Count, "file")}: {Words.Count(errors, "error")}, {Words.Count(problems.Count - errors, "warning")}{(unread > 0 ? $", {unread} not read" : "")}");
        return checks.All(check => check.IsValid(strict)) ? ExitCode.Good : ExitCode.Invalid;
    }

    static IEnumerable<string> Expand(string name)
    {
        if (!Directory.Exists(name)) return [name];
        var found = Directory.EnumerateFiles(name, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        return found.Count > 0 ? found : [name];
    }

    static void WriteJson(IReadOnlyList<FileCheck> checks, bool strict, Terminal terminal)
    {
        var page = Json.New();
        page["files"] = Json.List(checks.Select(check => new JsonObject
        {
            ["file"] = check.Path,
            ["kind"] = check.Kind?.ToString().ToLowerInvariant(),
            ["valid"] = check.IsValid(strict),
            ["failure"] = check.Failure,
            ["problems"] = Json.List(check.Problems.Select(problem => new JsonObject
            {
                ["file"] = problem.At.File,
                ["line"] = problem.At.Line,
                ["column"] = problem.At.Column,
                ["code"] = problem.Code.Id,
                ["severity"] = strict ? "error" : problem.Severity.ToString().ToLowerInvariant(),
                ["message"] = problem.Message,
            })),
        }));
        Json.WritePage(terminal, page);
    }
}
