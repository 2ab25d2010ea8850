using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Planner.Cli.Output;

namespace Planner.Cli.Commands;

/// <summary>A command with an example of its use, which its help shows.</summary>
/// <param name="name">Its name.</param>
/// <param name="summary">One sentence.</param>
/// <param name="examples">Command lines, as they would be typed.</param>
sealed class PlannerCommand(string name, string summary, params IReadOnlyList<string> examples) : Command(name, summary)
{
    /// <summary>Command lines, as they would be typed.</summary>
    internal IReadOnlyList<string> Examples { get; } = examples;
}

/// <summary>Help, with the examples below it, and of the program with the exit codes.</summary>
/// <param name="help">What the library writes.</param>
/// <param name="terminal">Where.</param>
sealed class HelpWithExamples(HelpAction help, Terminal terminal) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not PlannerCommand command)
        {
            terminal.Result("Exit codes:");
            foreach (var (code, meaning) in ExitCode.Meanings) terminal.Result($"  {code,2}  {meaning}");
            terminal.Result("");
            return result;
        }

        terminal.Result(command.Examples.Count == 1 ? "Example:" : "Examples:");
        foreach (var example in command.Examples) terminal.Result($"  {example}");
        terminal.Result("");
        return result;
    }
}
