using Planner.Engine.Steps;

namespace Planner.Engine.Devices;

/// <summary>Programs of the OS that runs, as a plan asks for them.</summary>
public interface ICommands
{
    /// <summary>Runs a program of the running OS to its end; its exit code is the answer. A program that is not there: <see cref="DeviceFault.NotFound"/>. Nothing that it wrote is durable before it is flushed.</summary>
    ValueTask<CommandResult> RunAsync(PlanCommand command, CancellationToken ct);
}

/// <summary>A command of a plan.</summary>
/// <param name="Line">The program and its arguments; never a shell's words.</param>
/// <param name="Use">What it is run for.</param>
/// <param name="Owner">The step of the run that it belongs to: what its undo takes back.</param>
/// <param name="Effects">What it is declared to touch, with roles bound.</param>
public sealed record PlanCommand(IReadOnlyList<string> Line, CommandUse Use, string Owner, IReadOnlyList<Effect> Effects)
{
    /// <summary>The program's name without its folder.</summary>
    public string Program => Line[0][(Line[0].LastIndexOf('/') + 1)..];

    /// <summary>For people.</summary>
    public override string ToString() => string.Join(' ', Line);
}

/// <summary>What a command of a plan is run for.</summary>
public enum CommandUse
{
    /// <summary>To do what the step is for.</summary>
    Apply,

    /// <summary>To find out whether that is done: exit code 0 means yes.</summary>
    Probe,

    /// <summary>To take it back.</summary>
    Undo,
}

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="LastLines">The last lines of its output, for messages.</param>
public sealed record CommandResult(int ExitCode, string LastLines);
