using Planner.Devices.Linux.Fetching;
using Planner.Devices.Linux.Images;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Containers;

/// <summary>The real ports of images and of the container engine.</summary>
public static class LinuxEngine
{
    static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    static readonly TimeSpan StatusLimit = TimeSpan.FromSeconds(30);

    /// <summary>An <see cref="EnginePortsMaker"/>. On a machine a dead engine's unit has the name of its socket (<c>balena-engine.sock</c>: <c>balena-engine.service</c>); a bench has a command for it, or nothing starts it.</summary>
    public static EnginePorts Make(Board board, IMounts mounts, HttpFetcher fetcher, IReadOnlyList<string> sockets, string folder, BenchSpec? bench)
    {
        Func<CancellationToken, ValueTask>? start = bench is null && sockets.Count > 0 ? ct => StartUnitAsync(sockets, ct)
            : bench?.Engine?.Start is { } starting ? ct => StartBenchAsync(starting, folder, ct)
            : null;
        Func<CancellationToken, ValueTask<bool>>? status = bench?.Engine?.Status is { } command ? ct => AskBenchAsync(command, folder, ct) : null;
        var containers = new LinuxContainers(sockets, start, status, TimeProvider.System) { Mounts = mounts, Root = bench is null ? "/" : folder };
        return new EnginePorts(new LinuxImages(board, mounts, containers, folder, fetcher), containers);
    }

    static async ValueTask StartUnitAsync(IReadOnlyList<string> sockets, CancellationToken ct)
    {
        const string tried = "start the container engine";
        var said = new List<string>();
        foreach (var unit in sockets.Select(socket => $"{Path.GetFileNameWithoutExtension(socket)}.service").Distinct())
        {
            var result = await Programs.AskAsync(tried, "systemctl", ["start", unit], StartLimit, ct);
            if (result.ExitCode == 0) return;
            said.Add($"{unit}: {result.LastLines}");
        }

        throw new DeviceException(DeviceFault.Failed, tried, string.Join("; ", said));
    }

    static async ValueTask StartBenchAsync(string command, string folder, CancellationToken ct)
    {
        const string tried = "start the container engine of the bench";
        var result = await Programs.AskAsync(tried, "/bin/sh", ["-c", command], folder, StartLimit, ct);
        if (result.ExitCode != 0) throw new DeviceException(DeviceFault.Failed, tried, result.LastLines);
    }

    // The command is the bench's own word, as its services' commands are.
    static async ValueTask<bool> AskBenchAsync(string command, string folder, CancellationToken ct)
    {
        try
        {
            return (await Programs.AskAsync("ask the bench for its engine", "/bin/sh", ["-c", command], folder, StatusLimit, ct)).ExitCode == 0;
        }
        catch (DeviceException)
        {
            return false;
        }
    }
}
