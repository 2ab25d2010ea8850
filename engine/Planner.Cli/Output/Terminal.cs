using Planner.Engine.Language;
using Spectre.Console;

namespace Planner.Cli.Output;

/// <summary>Where the program writes: results to stdout, everything else to stderr. Colors only on a terminal, and not where <c>NO_COLOR</c> is set.</summary>
/// <param name="result">stdout, for tables.</param>
/// <param name="messages">stderr, for progress and problems.</param>
sealed class Terminal(IAnsiConsole result, IAnsiConsole messages)
{
    const int Red = 31;
    const int Yellow = 33;

    readonly HashSet<Problem> counted = [];
    readonly List<string> pending = [];

    /// <summary>Whether messages may be drawn over: a terminal that understands how.</summary>
    internal bool IsLive => messages.Profile.Capabilities is { Ansi: true, Interactive: true } && messages.Profile.Out.IsTerminal;

    /// <summary>For live progress.</summary>
    internal IAnsiConsole Messages
    {
        get
        {
            SayPending();
            return messages;
        }
    }

    internal static Terminal Open() => new(Open(Console.Out, Console.IsOutputRedirected), Open(new LossyWriter(Console.Error), Console.IsErrorRedirected));

    /// <summary>A line of the result. Nobody can be given it: an <see cref="IOException"/>.</summary>
    internal void Result(string line)
    {
        SayPending();
        result.Profile.Out.Writer.WriteLine(Visible.Of(line));
    }

    /// <summary>A table of the result.</summary>
    internal void Result(Table table)
    {
        SayPending();
        result.Write(table);
    }

    /// <summary>A message. It may get lost, since nobody may be there to read it any more.</summary>
    internal void Say(string line)
    {
        SayPending();
        messages.Profile.Out.Writer.WriteLine(Visible.Of(line));
    }

    /// <summary>A message on a live terminal, over the one before it; empty to take that away.</summary>
    internal void Over(string line)
    {
        SayPending();
        messages.Profile.Out.Writer.Write($"\r\e[K{Visible.Of(line)}");
    }

    /// <summary>Why the command can not do what it was asked to.</summary>
    internal void Error(string message)
    {
        SayPending();
        messages.Profile.Out.Writer.WriteLine($"{Colored(messages, Red, "planner:")} {Visible.Of(message)}");
    }

    /// <summary>Problems of input files for something else: all when one is an error; warnings alone are only counted, each once.</summary>
    /// <param name="file">The file that was asked for.</param>
    /// <param name="problems">All of them.</param>
    internal void Problems(string file, IEnumerable<Problem> problems)
    {
        var all = problems.Distinct().ToList();
        var isInvalid = all.Exists(problem => problem.Severity == Severity.Error);
        var news = all.Where(problem => counted.Add(problem) || isInvalid).ToList();
        if (isInvalid)
        {
            SayPending();
            foreach (var problem in news) messages.Profile.Out.Writer.WriteLine(LineOf(messages, problem));
        }
        else if (news.Count > 0)
        {
            pending.Add($"{Words.Count(news.Count, "warning")}: 'planner validate {file}' shows {(news.Count == 1 ? "it" : "them")}.");
        }
    }

    /// <summary>A problem that is the result.</summary>
    internal void ProblemResult(Problem problem) => result.Profile.Out.Writer.WriteLine(LineOf(result, problem));

    /// <summary>Says what was held back: what counts warnings waits for what comes after it, because a program that begins anew in a mount namespace would say it twice.</summary>
    internal void SayPending()
    {
        foreach (var line in pending) messages.Profile.Out.Writer.WriteLine(Visible.Of(line));
        pending.Clear();
    }

    // Written as it is rather than as markup, which is wrapped at the terminal's width: editors and people look for file:line:column.
    static string LineOf(IAnsiConsole console, Problem problem) =>
        $"{Visible.Line(problem.At.ToString())}: {Colored(console, problem.Severity == Severity.Error ? Red : Yellow, problem.Code.Id)}: {Visible.Line(problem.Message)}";

    static string Colored(IAnsiConsole console, int color, string text) =>
        console.Profile.Capabilities is { Ansi: true, ColorSystem: not ColorSystem.NoColors } ? $"\e[{color}m{text}\e[0m" : text;

    static IAnsiConsole Open(TextWriter writer, bool isRedirected)
    {
        var isPlain = isRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        return AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new StandardOutput(writer, !isRedirected),
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = isRedirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
    }
}
