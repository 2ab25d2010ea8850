using Planner.Cli.Output;
using Planner.Engine.Devices;
using Planner.Repository.Publishing;

namespace Planner.Cli.Commands;

/// <summary>What the commands that write a repository share.</summary>
static class Publishing
{
    const string LockName = ".publishing";

    /// <summary>Keeps a second one out of the folder until it is disposed.</summary>
    internal static IDisposable Alone(string folder)
    {
        try
        {
            return new FileStream(Path.Join(folder, LockName), new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose });
        }
        catch (IOException)
        {
            throw new PublishingException($"somebody else publishes to {folder}");
        }
    }

    /// <summary>Runs it; what can not be done is told.</summary>
    internal static int Guarded(Terminal terminal, Func<int> work)
    {
        try
        {
            return work();
        }
        catch (PublishingException e)
        {
            terminal.Error(e.Message);
            return ExitCode.Refused;
        }
        catch (DeviceException e)
        {
            terminal.Error(e.Message);
            return ExitCode.Invalid;
        }
    }

    /// <summary>Tells what was written.</summary>
    internal static int Tell(Terminal terminal, bool json, IReadOnlyList<string> written)
    {
        if (json)
        {
            var page = Json.New();
            page["written"] = Json.Texts(written);
            Json.WritePage(terminal, page);
        }
        else if (written.Count == 0) terminal.Result("everything is published already");
        else foreach (var path in written) terminal.Result($"wrote {path}");
        return ExitCode.Good;
    }
}
