using System.Text;
using Spectre.Console;

namespace Planner.Cli.Output;

/// <summary>stdout or stderr, for Spectre.Console.</summary>
/// <param name="writer">Where text goes.</param>
/// <param name="isTerminal">Whether a person looks at it.</param>
sealed class StandardOutput(TextWriter writer, bool isTerminal) : IAnsiConsoleOutput
{
    // Wide enough that no table is wrapped where the reader is a file or a program.
    const int WidthOfFiles = 240;
    const int WidthOfTerminals = 80;
    const int HeightOfTerminals = 24;

    /// <inheritdoc/>
    public TextWriter Writer => writer;

    /// <inheritdoc/>
    public bool IsTerminal => isTerminal;

    /// <inheritdoc/>
    public int Width => isTerminal ? Console.BufferWidth is > 0 and var width ? width : WidthOfTerminals : WidthOfFiles;

    /// <inheritdoc/>
    public int Height => isTerminal && Console.WindowHeight is > 0 and var height ? height : HeightOfTerminals;

    /// <inheritdoc/>
    public void SetEncoding(Encoding encoding)
    {
        // Everything is UTF-8, as .NET has set it up.
    }
}
