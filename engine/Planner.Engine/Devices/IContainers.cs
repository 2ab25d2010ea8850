using Planner.Engine.Images;

namespace Planner.Engine.Devices;

/// <summary>The container engine, through its API.</summary>
public interface IContainers
{
    /// <summary>The engine's state; never fails.</summary>
    ValueTask<EngineState> LookAsync(CancellationToken ct);

    /// <summary>Starts a dead engine and waits until it answers.</summary>
    ValueTask StartAsync(CancellationToken ct);

    /// <summary>Whether the engine holds the image whole, under its pinned name.</summary>
    ValueTask<bool> HasAsync(PinnedImage image, CancellationToken ct);

    /// <summary>Pulls an image by its digest. What was fetched before an interruption is used again where the engine can.</summary>
    /// <param name="image">What to pull.</param>
    /// <param name="progress">Bytes fetched so far.</param>
    /// <param name="ct">Ends the pull.</param>
    ValueTask PullAsync(PinnedImage image, IProgress<long>? progress, CancellationToken ct);

    /// <summary>Gives a pulled image a name and tag of its own.</summary>
    ValueTask TagAsync(PinnedImage image, string nameAndTag, CancellationToken ct);

    /// <summary>Every name and digest that the engine holds.</summary>
    ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken ct);

    /// <summary>Removes a name (and the content that nothing else uses); nothing happens when it is not there.</summary>
    ValueTask RemoveAsync(string name, CancellationToken ct);

    /// <summary>Every container, running or not, the oldest first.</summary>
    ValueTask<IReadOnlyList<ContainerState>> ContainersAsync(CancellationToken ct);

    /// <summary>Stops a container, and kills it when it does not end in its own time; nothing happens when it does not run. None of that id: <see cref="DeviceFault.NotFound"/>.</summary>
    ValueTask StopContainerAsync(string id, CancellationToken ct);

    /// <summary>Starts a container; nothing happens when it runs. None of that id: <see cref="DeviceFault.NotFound"/>.</summary>
    ValueTask StartContainerAsync(string id, CancellationToken ct);

    /// <summary>Removes a container and kills it when it runs; volumes stay. Nothing happens when there is none of that id.</summary>
    ValueTask RemoveContainerAsync(string id, CancellationToken ct);

    /// <summary>Runs a program of an image to its end, in a new container of that name with all rights over the machine; its exit code is the answer. What a command of that name left is removed first, and the container is, whatever becomes of it. An image that the engine does not hold, or a program that is not in it: <see cref="DeviceFault.NotFound"/>. Nothing that it wrote is durable before it is flushed.</summary>
    ValueTask<CommandResult> RunAsync(ContainerRun run, CancellationToken ct);

    /// <summary>Ends and removes the container of that name, which a command may have left that was interrupted; nothing happens when there is none.</summary>
    ValueTask ForgetAsync(string name, CancellationToken ct);

    /// <summary>Removes every image, also those that have no name. One that a container was made of is refused.</summary>
    ValueTask RemoveImagesAsync(CancellationToken ct);
}

/// <summary>The engine as it is now.</summary>
/// <param name="Kind"><c>docker</c>, <c>balena</c>, or <c>none</c> when the device has none.</param>
/// <param name="Ready">Whether it answers.</param>
/// <param name="Version">Its version, or null.</param>
/// <param name="Reason">Why it is not ready, or null.</param>
public sealed record EngineState(string Kind, bool Ready, string? Version, string? Reason);
