using System.CommandLine;
using Planner.Cli.Output;

namespace Planner.Cli.Commands;

/// <summary>Writes what a shell needs to complete commands and options.</summary>
static class CompletionCommand
{
    // The program itself knows the words: its directive [suggest:N] lists them for a command line with the cursor at N.
    const string Bash = """
        _planner() {
          local word=${COMP_WORDS[COMP_CWORD]} IFS=$'\n'
          COMPREPLY=($(compgen -W "$(planner "[suggest:$COMP_POINT]" "$COMP_LINE" 2> /dev/null)" -- "$word"))
        }
        complete -o default -F _planner planner
        """;

    internal static Command Make(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = "The shell: bash." };
        shell.AcceptOnlyFromAmong("bash");
        var command = new PlannerCommand("completion", "Writes a script that makes a shell complete commands and options.", "planner completion bash > /etc/bash_completion.d/planner") { shell };
        command.SetAction(_ =>
        {
            terminal.Result(Bash);
            return ExitCode.Good;
        });
        return command;
    }
}
