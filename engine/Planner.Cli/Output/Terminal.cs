using Planner.Engine.Language;
using Spectre.Console;

namespace Planner.Cli.Output;

/// <summary>Where the program writes: results to stdout, everything else to stderr. Colors only on a terminal, and not where <c>NO_COLOR</c> is set.</summary>
/// <param name="result">stdout, for tables.</param>
/// <param name="messages">stderr, for progress and problems.</param>
sealed class Terminal(IAnsiConsole result, IAnsiConsole messages)
{
    // Wide enough that nothing is wrapped where the reader is a file or a program.
    const int WidthOfFiles = 240;

    /// <summary>Whether messages may be drawn over: a terminal that understands how.</summary>
    internal bool IsLive => messages.Profile.Capabilities is { Ansi: true, Interactive: true } && messages.Profile.Out.IsTerminal;

    /// <summary>For live progress.</summary>
    internal IAnsiConsole Messages => messages;

    internal static Terminal Open() => new(Open(Console.Out, Console.IsOutputRedirected), Open(Console.Error, Console.IsErrorRedirected));

    /// <summary>A line of the result, as it is.</summary>
    internal void Result(string line) => result.Profile.Out.Writer.WriteLine(line);

    /// <summary>A table of the result.</summary>
    internal void Result(Table table) => result.Write(table);

    /// <summary>A message, as it is.</summary>
    internal void Say(string line) => messages.Profile.Out.Writer.WriteLine(line);

    /// <summary>A message that may get lost: nobody may be there to read it any more.</summary>
    internal void TrySay(string line)
    {
        try
        {
            Say(line);
        }
        catch (IOException)
        {
            // The terminal went away; what the message is about goes on.
        }
    }

    /// <summary>Why the command can not do what it was asked to.</summary>
    internal void Error(string message) => messages.MarkupLineInterpolated($"[red]planner:[/] {message}");

    /// <summary>Problems of input files for something else: all when one is an error; warnings alone are only counted.</summary>
    /// <param name="file">The file that was asked for.</param>
    /// <param name="problems">All of them.</param>
    internal void Problems(string file, IEnumerable<Problem> problems)
    {
        var all = problems.Distinct().ToList();
        if (all.Exists(problem => problem.Severity == Severity.Error))
            foreach (var problem in all) messages.MarkupLine(MarkupOf(problem));
        else if (all.Count > 0)
            Say($"{Words.Count(all.Count, "warning")}: 'planner validate {file}' shows {(all.Count == 1 ? "it" : "them")}.");
    }

    /// <summary>A problem that is the result.</summary>
    internal void ProblemResult(Problem problem) => result.MarkupLine(MarkupOf(problem));

    static string MarkupOf(Problem problem) =>
        $"{Markup.Escape(problem.At.ToString())}: [{(problem.Severity == Severity.Error ? "red" : "yellow")}]{problem.Code.Id}[/]: {Markup.Escape(problem.Message)}";

    static IAnsiConsole Open(TextWriter writer, bool isRedirected)
    {
        var isPlain = isRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = isRedirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (isRedirected) console.Profile.Width = WidthOfFiles;
        return console;
    }
}
