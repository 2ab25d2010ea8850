using System.Runtime.InteropServices;
using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>Failures as the texts that people get.</summary>
static class Causes
{
    /// <summary>A failure's message and those of its causes, without repetition.</summary>
    internal static IReadOnlyList<string> Of(Exception failure)
    {
        if (failure is CheckFailedException check) return check.Failures;
        var texts = new List<string>();
        for (var cause = failure; cause is not null; cause = cause.InnerException)
            if (cause.Message.Length > 0 && !texts.Exists(text => text.Contains(cause.Message, StringComparison.Ordinal))) texts.Add(cause.Message);
        return texts;
    }

    /// <summary>Whether a failure is the world's: what a port reports, and what the machine below it refuses where no port told it apart (a full folder of temporary files, a program that can not be started). Anything else is a bug and must not be taken for one.</summary>
    internal static bool IsExpected(Exception failure) => failure is DeviceException or CheckFailedException or IOException or UnauthorizedAccessException or ExternalException;
}
