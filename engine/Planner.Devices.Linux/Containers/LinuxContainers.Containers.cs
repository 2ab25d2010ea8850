using Docker.DotNet;
using Docker.DotNet.Models;
using Planner.Engine.Devices;
using RestartPolicy = Planner.Engine.Devices.RestartPolicy;

namespace Planner.Devices.Linux.Containers;

/// <content>Containers, and the end of all images.</content>
public sealed partial class LinuxContainers
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ContainerState>> ContainersAsync(CancellationToken ct) => !engine.IsConfigured && status is not null ? [] : await AskAsync("list the containers", async client =>
    {
        var containers = new List<ContainerState>();
        // The engine lists the newest first; the moments that it tells are whole seconds.
        foreach (var listed in Enumerable.Reverse(await client.Containers.ListContainersAsync(new ContainersListParameters { All = true }, ct)))
            if (await InspectAsync(client, listed.ID, ct) is { } found) containers.Add(found);
        return containers;
    }, ct);

    /// <inheritdoc/>
    public async ValueTask StopContainerAsync(string id, CancellationToken ct) =>
        await AskAsync($"stop container {id}", client => client.Containers.StopContainerAsync(id, new ContainerStopParameters(), ct), ct);

    /// <inheritdoc/>
    public async ValueTask StartContainerAsync(string id, CancellationToken ct) =>
        await AskAsync($"start container {id}", client => client.Containers.StartContainerAsync(id, new ContainerStartParameters(), ct), ct);

    /// <inheritdoc/>
    public async ValueTask RemoveContainerAsync(string id, CancellationToken ct) => await AskAsync($"remove container {id}", async client =>
    {
        try
        {
            await client.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters { Force = true, RemoveVolumes = false }, ct);
        }
        catch (DockerContainerNotFoundException)
        {
            return false;
        }

        return true;
    }, ct);

    /// <inheritdoc/>
    public async ValueTask RemoveImagesAsync(CancellationToken ct)
    {
        if (!engine.IsConfigured && status is not null) return;
        await AskAsync("remove all images", async client =>
        {
            foreach (var image in await client.Images.ListImagesAsync(new ImagesListParameters(), ct))
            {
                var names = (image.RepoTags ?? []).Concat(image.RepoDigests ?? []).Where(name => !name.Contains("<none>", StringComparison.Ordinal)).ToList();
                foreach (var name in names.Count > 0 ? names : [image.ID]) await RemoveImageAsync(client, name, ct);
            }

            return true;
        }, ct);
    }

    static async Task RemoveImageAsync(DockerClient client, string name, CancellationToken ct)
    {
        try
        {
            await client.Images.DeleteImageAsync(name, new ImageDeleteParameters(), ct);
        }
        catch (DockerImageNotFoundException)
        {
            // The last tag takes the names by digest with it.
        }
    }

    /// <summary>A container as it is now; null when it has gone meanwhile.</summary>
    static async Task<ContainerState?> InspectAsync(DockerClient client, string id, CancellationToken ct)
    {
        try
        {
            var found = await client.Containers.InspectContainerAsync(id, ct);
            // The list names an image by its id once its name means another one; what the container was made of stands here.
            var host = found.HostConfig;
            return new ContainerState(found.ID, found.Name.TrimStart('/'), found.Config?.Image ?? found.Image, found.State?.Running == true, PolicyOf(host?.RestartPolicy?.Name), host?.AutoRemove == true);
        }
        catch (DockerContainerNotFoundException)
        {
            return null;
        }
    }

    static RestartPolicy PolicyOf(RestartPolicyKind? kind) => kind switch
    {
        RestartPolicyKind.Always => RestartPolicy.Always,
        RestartPolicyKind.UnlessStopped => RestartPolicy.UnlessStopped,
        RestartPolicyKind.OnFailure => RestartPolicy.OnFailure,
        _ => RestartPolicy.No,
    };
}
