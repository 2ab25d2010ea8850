using System.CommandLine;
using Planner.Cli.Input;
using Planner.Cli.Output;
using Planner.Engine.Language;
using Planner.Engine.Steps;

namespace Planner.Cli.Commands;

/// <summary>Tells what a plan does, what a step kind takes, or what a problem means.</summary>
static class ExplainCommand
{
    internal static Command Make(Terminal terminal)
    {
        var subject = new Argument<string>("PLAN|KIND|CODE") { Description = "A plan file, a step kind like 'export', or a code like PLN205." };
        var (device, plans, json) = (Options.Device("Tell the plan for the board of this device file."), Options.Plans(), Options.Json());
        var command = new PlannerCommand(
            "explain", "Tells a plan as steps with effects, undo and downtime; a step kind with its fields; a problem code with its remedy.",
            "planner explain plans/resinos-2.x-to-2.x/1.0.0.yaml", "planner explain export", "planner explain PLN011") { subject, device, plans, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(subject), parsed.GetValue(device), parsed.GetValue(plans), parsed.GetValue(json), terminal));
        return command;
    }

    static int Run(string subject, string? device, string? plans, bool json, Terminal terminal)
    {
        if (StepKinds.Find(subject) is { } kind) return Write("kind", Explain.Kind(kind), json, terminal);
        if (ProblemCodes.Find(subject) is { } code) return Write("code", Explain.Code(code), json, terminal);
        if (IsWord(subject))
        {
            terminal.Error($"'{subject}' is no plan file, no step kind and no problem code{Suggestion.For(subject, Words())}");
            return ExitCode.Usage;
        }

        var library = LibraryPlaces.Of(subject, device, plans);
        if (PlanFile.Load(subject, library, terminal) is not { } plan) return ExitCode.Invalid;
        if (device is null) return Write("plan", Explain.Plan(plan.Plan, plan.Layout.Layout), json, terminal);
        if (DeviceInput.Load(device, library, terminal) is not { } input) return ExitCode.Invalid;
        return Write("plan", Explain.Plan(plan.Plan, input.Layout, input.Layout.Boards[input.File.Board]), json, terminal);
    }

    static bool IsWord(string subject) => !File.Exists(subject) && !Directory.Exists(subject) && !subject.Contains('/', StringComparison.Ordinal) && !subject.EndsWith(".yaml", StringComparison.Ordinal);

    static IEnumerable<string> Words() => [.. StepKinds.All.Select(kind => kind.Name), .. ProblemCodes.All.Select(code => code.Id)];

    static int Write(string what, IReadOnlyList<string> lines, bool json, Terminal terminal)
    {
        if (!json)
        {
            foreach (var line in lines) terminal.Result(line);
            return ExitCode.Good;
        }

        var page = Json.New();
        page["explains"] = what;
        page["lines"] = Json.Texts(lines);
        Json.WritePage(terminal, page);
        return ExitCode.Good;
    }
}
