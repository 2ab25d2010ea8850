using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Commands;

/// <summary>Programs of this machine, run where its services live and not in Planner's own mounts.</summary>
sealed class MachineCommands : ICommands
{
    /// <inheritdoc/>
    public async ValueTask<CommandResult> RunAsync(PlanCommand command, CancellationToken ct)
    {
        var tried = $"run {command}";
        if (Programs.Find(command.Line[0]) is not { } program) throw new DeviceException(DeviceFault.NotFound, tried, $"the program {command.Line[0]} is not installed");
        var (exitCode, report) = await SystemNamespace.StartAsync(() => Detached.AskAsync(tried, [program, .. command.Line.Skip(1)], "/", new Dictionary<string, string?>(), Timeout.InfiniteTimeSpan, ct)).ConfigureAwait(false);
        return new CommandResult(exitCode, report);
    }
}
