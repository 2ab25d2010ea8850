using Planner.Engine.Images;
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
    /// <summary>An image that the program finds as an archive of the engine, to be read once from its beginning to its end; null when it needs none.</summary>
    public ImageArchive? Archive { get; init; }

    /// <summary>The OS that it puts onto a slot, or null.</summary>
    public InstalledOs? Installs { get; init; }

    /// <summary>The program's name without its folder.</summary>
    public string Program => Line[0][(Line[0].LastIndexOf('/') + 1)..];

    /// <summary>For people.</summary>
    public override string ToString() => string.Join(' ', Line);
}

/// <summary>An image as <c>docker save</c> writes it, at a path where a program reads it.</summary>
/// <param name="Image">The image; the engine holds it.</param>
/// <param name="Path">Where the program finds it: a path of the OS, or of the container that it runs in.</param>
public sealed record ImageArchive(PinnedImage Image, string Path);

/// <summary>What a program is declared to make of a slot.</summary>
/// <param name="Image">The image whose OS it puts there, as a hostapp.</param>
/// <param name="Partition">The slot's partition.</param>
/// <param name="Switches">The slot that the next boot uses when it has ended; null when it leaves the boot variables alone.</param>
public sealed record InstalledOs(PinnedImage Image, string Partition, string? Switches);

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
