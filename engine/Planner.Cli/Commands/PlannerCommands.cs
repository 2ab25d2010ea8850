using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Planner.Cli.Output;

namespace Planner.Cli.Commands;

/// <summary>All commands; a new one has its line here.</summary>
static class PlannerCommands
{
    internal static async Task<int> RunAsync(string[] arguments, Terminal terminal)
    {
        var root = new RootCommand("Updates the whole operating system of a device by a plan.")
        {
            ValidateCommand.Make(terminal),
            ExplainCommand.Make(terminal),
            SchemaCommand.Make(terminal),
            SimulateCommand.Make(terminal),
            RunCommand.Make(terminal),
            OpenRunCommands.Resume(terminal),
            OpenRunCommands.Abort(terminal),
            StatusCommand.Make(terminal),
            LogCommand.Make(terminal),
            FactsCommand.Make(terminal),
            InspectCommand.Make(terminal),
            UpdateCommand.Make(terminal),
            RouteCommand.Make(terminal),
            ReleaseCommand.Make(terminal),
            PublishCommand.Make(terminal),
            KeyCommand.Make(terminal),
            CompletionCommand.Make(terminal),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, terminal);
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count == 0 || parsed.Action is not ParseErrorAction)
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });

        foreach (var error in parsed.Errors) terminal.Error(error.Message);
        var name = parsed.CommandResult.Command is RootCommand ? "" : $" {parsed.CommandResult.Command.Name}";
        terminal.Say($"'planner{name} --help' shows how it is used.");
        return ExitCode.Usage;
    }
}
