using Planner.Devices.Linux.Containers;
using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Devices.Linux.Commands;

/// <summary>Stand-ins for programs of a bench's OS. Each runs in the bench's folder and finds the partitions that its step touches in variables: <c>PLANNER_PARTITION_boot</c>.</summary>
/// <param name="programs">What stands for a program, by its name: words of a shell, to which the arguments are added.</param>
/// <param name="folder">The bench's folder.</param>
/// <param name="mounts">The bench's partitions.</param>
/// <param name="saver">Gives images that programs read, below the bench's folder; null where there is no engine.</param>
sealed class BenchCommands(IReadOnlyDictionary<string, string> programs, string folder, IMounts mounts, IImageSaver? saver) : ICommands
{
    /// <inheritdoc/>
    public async ValueTask<CommandResult> RunAsync(PlanCommand command, CancellationToken ct)
    {
        var tried = $"run {command}";
        if (!programs.TryGetValue(command.Program, out var words)) throw new DeviceException(DeviceFault.NotFound, tried, $"the bench has no program {command.Program}: its device file names one under 'programs'");
        var partitions = command.Effects.Where(effect => effect.Resource == ResourceKind.Partition).Select(effect => effect.Partition!).Distinct();
        var environment = await Task.Run(() => partitions.ToDictionary(name => $"PLANNER_PARTITION_{name}", string? (name) => mounts.RootOf(name)), ct).ConfigureAwait(false);
        await using var archive = await ArchivePipe.GivenAsync(saver, command, folder, tried, ct).ConfigureAwait(false);
        string[] line = ["/bin/sh", "-c", $"{words} \"$@\"", command.Program, .. command.Line.Skip(1).Select(word => word == command.Archive?.Path ? archive!.Path : word)];
        var (exitCode, report) = await Detached.AskAsync(tried, line, folder, environment, Timeout.InfiniteTimeSpan, ct).ConfigureAwait(false);
        return new CommandResult(exitCode, report);
    }
}
