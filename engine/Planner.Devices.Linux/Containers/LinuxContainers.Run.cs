using Docker.DotNet;
using Docker.DotNet.Models;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using DockerMount = Docker.DotNet.Models.Mount;

namespace Planner.Devices.Linux.Containers;

/// <content>Programs of images, each in a container of its own.</content>
public sealed partial class LinuxContainers : IImageSaver
{
    const int LongestReport = 2048;

    /// <summary>Which devices the partitions are that a container may see; null where none may.</summary>
    public IMounts? Mounts { get; init; }

    /// <summary>Where paths of the OS begin: <c>/</c>, or the folder of a bench.</summary>
    public string Root { get; init; } = "/";

    /// <inheritdoc/>
    public async ValueTask<CommandResult> RunAsync(ContainerRun run, CancellationToken ct)
    {
        var tried = $"run {run.Command} in a container of {run.Image}";
        await ForgetAsync(run.Name, ct);
        if (!await HasAsync(run.Image, ct)) throw new DeviceException(DeviceFault.NotFound, tried, "the container engine does not hold the image");
        await using var archive = run.Command.Archive is { } wanted ? await ArchivePipe.MakeAsync(this, wanted, null, ct) : null;
        try
        {
            return await AskAsync(tried, client => RunAsync(client, run, archive, ct), ct);
        }
        finally
        {
            await ForgetAsync(run.Name, CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public async ValueTask ForgetAsync(string name, CancellationToken ct) => await AskAsync($"remove container {name}", async client =>
    {
        try
        {
            await client.Containers.RemoveContainerAsync(name, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, ct);
        }
        catch (DockerContainerNotFoundException)
        {
            // Its volumes may be there all the same.
        }

        var volumes = await client.Volumes.ListAsync(new VolumesListParameters { Filters = new Dictionary<string, IDictionary<string, bool>> { ["name"] = new Dictionary<string, bool> { [VolumeOf(name, "")] = true } } }, ct);
        foreach (var volume in volumes.Volumes ?? [])
            if (volume.Name.StartsWith(VolumeOf(name, ""), StringComparison.Ordinal)) await client.Volumes.RemoveAsync(volume.Name, force: true, ct);
        return true;
    }, ct);

    // The engine takes no volume without a name that can not be written to.
    static string VolumeOf(string container, string partition) => $"{container}.{partition}";

    /// <inheritdoc/>
    async Task<Stream> IImageSaver.SaveAsync(PinnedImage image, string tried, CancellationToken ct) => await (await OpenAsync(image, tried, ct)).Save(ct);

    async Task<CommandResult> RunAsync(DockerClient client, ContainerRun run, ArchivePipe? archive, CancellationToken ct)
    {
        var made = await client.Containers.CreateContainerAsync(
            new CreateContainerParameters
            {
                Name = run.Name,
                Image = run.Image.PullName,
                Entrypoint = [.. run.Command.Line.Take(1)],
                Cmd = [.. run.Command.Line.Skip(1)],
                HostConfig = await HostOfAsync(run, archive, ct),
            },
            ct);
        archive?.Begin();
        await client.Containers.StartContainerAsync(made.ID, new ContainerStartParameters(), ct);
        var ended = await client.Containers.WaitContainerAsync(made.ID, ct);
        var report = new TailProgress(LongestReport);
        await client.Containers.GetContainerLogsAsync(made.ID, new ContainerLogsParameters { ShowStdout = true, ShowStderr = true, Tail = "20" }, report, ct);
        return new CommandResult((int)ended.StatusCode, report.Text);
    }

    /// <summary>What the container gets of the machine: all of it, where this process has all of it itself.</summary>
    async Task<HostConfig> HostOfAsync(ContainerRun run, ArchivePipe? archive, CancellationToken ct)
    {
        var (held, isAll) = Capabilities.Read();
        var host = new HostConfig { NetworkMode = run.UsesNetwork ? "default" : "none", Mounts = [.. await MountsAsync(run, archive, ct)] };
        if (isAll) host.Privileged = true;
        else (host.CapAdd, host.SecurityOpt) = ([.. held], ["seccomp=unconfined", "apparmor=unconfined"]);
        return host;
    }

    async Task<IReadOnlyList<DockerMount>> MountsAsync(ContainerRun run, ArchivePipe? archive, CancellationToken ct)
    {
        var mounts = new List<DockerMount>();
        foreach (var mount in run.Mounts)
        {
            if (mount.Partition is { } partition) mounts.Add(await VolumeAsync(run, mount, partition, ct));
            else if (Path.Join(Root, mount.Path) is var path && (Root == "/" || Path.Exists(path))) mounts.Add(new DockerMount { Type = "bind", Source = path, Target = mount.Target, ReadOnly = mount.IsReadOnly });
        }

        if (archive is not null) mounts.Add(new DockerMount { Type = "bind", Source = archive.Path, Target = run.Command.Archive!.Path, ReadOnly = true });
        return mounts;
    }

    /// <summary>A partition as a volume that the engine itself mounts: it does not see what is mounted in a namespace of Planner's own, and unmounts what it has mounted when the container goes.</summary>
    async Task<DockerMount> VolumeAsync(ContainerRun run, ContainerMount mount, string partition, CancellationToken ct)
    {
        var (device, type, isReadOnly) = await (Mounts ?? throw new DeviceException(DeviceFault.Failed, $"mount {partition} in a container", "the device has no partitions that an engine can mount")).DeviceOfAsync(partition, mount.IsReadOnly, ct);
        return new DockerMount
        {
            Type = "volume",
            Source = VolumeOf(run.Name, partition),
            Target = mount.Target,
            ReadOnly = mount.IsReadOnly,
            VolumeOptions = new VolumeOptions
            {
                NoCopy = true,
                DriverConfig = new Driver { Name = "local", Options = new Dictionary<string, string> { ["type"] = type, ["device"] = device, ["o"] = isReadOnly ? "ro" : "rw" } },
            },
        };
    }
}
