using Planner.Cli.Commands;
using Planner.Cli.Output;
using Planner.Engine.Devices;

namespace Planner.Cli;

/// <summary>The program: every failure that nothing else has answered is answered here, without a stack trace.</summary>
static class Program
{
    static async Task<int> Main(string[] arguments)
    {
        StandardFiles.Fill();
        var terminal = Terminal.Open();
        try
        {
            // Asked by every program that looks whether Planner is there: answered before all commands are made.
            if (arguments is ["--version"])
            {
                terminal.Result(Product.Version);
                return ExitCode.Good;
            }

            var code = await PlannerCommands.RunAsync(arguments, terminal);
            terminal.SayPending();
            return code;
        }
        catch (DeviceException e)
        {
            terminal.Error(e.Message);
            return ExitCode.Refused;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Error($"reading or writing failed: {e.Message}");
            return ExitCode.Invalid;
        }
        catch (OperationCanceledException)
        {
            terminal.Error("interrupted; nothing was changed");
            return ExitCode.Refused;
        }
        catch (Exception bug)
        {
            BugReport.Write(bug, terminal);
            return ExitCode.Bug;
        }
    }
}
