using System.Text;

namespace Planner.Devices.Linux.Containers;

/// <summary>The end of what a container said.</summary>
/// <param name="longest">The most characters that are kept.</param>
sealed class TailProgress(int longest) : IProgress<string>
{
    readonly StringBuilder text = new();

    /// <summary>What was said, at most so much of its end.</summary>
    internal string Text => text.ToString().TrimEnd();

    /// <inheritdoc/>
    public void Report(string value)
    {
        lock (text)
        {
            text.AppendLine(value.TrimEnd('\n', '\r'));
            if (text.Length > longest) text.Remove(0, text.Length - longest);
        }
    }
}
