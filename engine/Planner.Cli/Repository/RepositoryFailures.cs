using Planner.Cli.Output;
using Planner.Engine.Devices;
using Planner.Repository;

namespace Planner.Cli.Repository;

/// <summary>What becomes of failures of a repository.</summary>
static class RepositoryFailures
{
    /// <summary>Runs it; what is not authentic ends with 7, what can not be reached or read with 4, each with its reason.</summary>
    internal static async Task<int> ToldAsync(Terminal terminal, Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (NotAuthenticException e)
        {
            terminal.Error($"not authentic: {e.Message}");
            return ExitCode.NotAuthentic;
        }
        catch (DeviceException e)
        {
            terminal.Error(e.Message);
            return e.Fault == DeviceFault.NotAuthentic ? ExitCode.NotAuthentic : ExitCode.Refused;
        }
    }
}
