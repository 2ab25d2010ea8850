using Planner.Devices.Linux.Containers;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Commands;

/// <summary>Programs of this machine, run where its services live and not in Planner's own mounts.</summary>
/// <param name="saver">Gives images that programs read; null where there is no engine.</param>
sealed class MachineCommands(IImageSaver? saver) : ICommands
{
    /// <inheritdoc/>
    public async ValueTask<CommandResult> RunAsync(PlanCommand command, CancellationToken ct)
    {
        var tried = $"run {command}";
        if (Programs.Find(command.Line[0]) is not { } program) throw new DeviceException(DeviceFault.NotFound, tried, $"the program {command.Line[0]} is not installed");
        await using var archive = await ArchivePipe.GivenAsync(saver, command, "/", tried, ct).ConfigureAwait(false);
        var (exitCode, report) = await SystemNamespace.StartAsync(() => Detached.AskAsync(tried, [program, .. command.Line.Skip(1)], "/", new Dictionary<string, string?>(), Timeout.InfiniteTimeSpan, ct)).ConfigureAwait(false);
        return new CommandResult(exitCode, report);
    }
}
