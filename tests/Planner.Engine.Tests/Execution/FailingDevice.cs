using System.Reflection;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Engine.Tests.Execution;

/// <summary>A device whose calls a test sees before they happen, and may let fail. Behind it works the whole device.</summary>
/// <param name="inner">The device.</param>
/// <param name="before">Gets each call as <c>Files.Write boot:/config.json</c>, and throws where it is to fail.</param>
sealed class FailingDevice(IDevice inner, Action<string> before) : IDevice
{
    public Layout Layout => inner.Layout;

    public Board Board => inner.Board;

    public IDisks Disks { get; init; } = WatchedPort.Of(inner.Disks, "Disks", before);

    public IFiles Files { get; } = WatchedPort.Of(inner.Files, "Files", before);

    public IArchives Archives { get; } = WatchedPort.Of(inner.Archives, "Archives", before);

    public IServices Services { get; } = WatchedPort.Of(inner.Services, "Services", before);

    public IImages Images { get; } = WatchedPort.Of(inner.Images, "Images", before);

    public IContainers Containers { get; } = WatchedPort.Of(inner.Containers, "Containers", before);

    public IPower Power { get; } = WatchedPort.Of(inner.Power, "Power", before);

    public INetwork Network => inner.Network;

    public IClock Clock => inner.Clock;

    public IProgram Program { get; init; } = WatchedPort.Of(inner.Program, "Program", before);

    public ILocks Locks => inner.Locks;

    public ICommands Commands { get; } = WatchedPort.Of(inner.Commands, "Commands", before);

    public IUpdateLocks UpdateLocks { get; } = WatchedPort.Of(inner.UpdateLocks, "UpdateLocks", before);

    public ValueTask NameAsync(Layout layout, CancellationToken ct) => inner.NameAsync(layout, ct);

    /// <summary>Lets every call of that name fail while a condition holds.</summary>
    internal static Func<IDevice, IDevice> At(string call, Func<bool> when, DeviceFault fault = DeviceFault.BadDisk) => device => new FailingDevice(device, made =>
    {
        if (made == call && when()) throw new DeviceException(fault, made, "the world failed");
    });

    /// <summary>Lets the first calls of that name fail.</summary>
    internal static Func<IDevice, IDevice> First(string call, int times = 1, DeviceFault fault = DeviceFault.Failed)
    {
        var left = times;
        return At(call, () => left-- > 0, fault);
    }

    /// <summary>Ends the process before every call of that name, while a condition holds.</summary>
    internal static Func<IDevice, IDevice> Dying(string call, Func<bool>? when = null) => device => new FailingDevice(device, made =>
    {
        if (made == call && (when is null || when())) throw new InvalidOperationException("killed");
    });

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

/// <summary>Passes every call of a port on, after telling of it.</summary>
public class WatchedPort : DispatchProxy
{
    object inner = null!;
    string name = "";
    Action<string> before = _ => { };

    internal static T Of<T>(T port, string name, Action<string> before) where T : class
    {
        var watched = Create<T, WatchedPort>();
        var proxy = (WatchedPort)(object)watched;
        (proxy.inner, proxy.name, proxy.before) = (port, name, before);
        return watched;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var subjects = (args ?? []).Where(argument => argument is string or PartitionPath or PinnedImage);
        before($"{name}.{targetMethod!.Name.Replace("Async", "", StringComparison.Ordinal)} {string.Join(' ', subjects)}".TrimEnd());
        return targetMethod.Invoke(inner, BindingFlags.DoNotWrapExceptions, null, args, null);
    }
}
