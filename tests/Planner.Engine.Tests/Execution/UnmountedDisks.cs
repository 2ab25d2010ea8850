using System.Reflection;
using Planner.Engine.Devices;

namespace Planner.Engine.Tests.Execution;

/// <summary>Disks of which one holds a file system that can not be mounted for a while.</summary>
public class UnmountedDisks : DispatchProxy
{
    IDisks inner = null!;
    string partition = "";
    Func<bool> isUnmounted = () => false;

    internal static IDisks Of(IDisks inner, string partition, Func<bool> isUnmounted)
    {
        var disks = Create<IDisks, UnmountedDisks>();
        var proxy = (UnmountedDisks)(object)disks;
        (proxy.inner, proxy.partition, proxy.isUnmounted) = (inner, partition, isUnmounted);
        return disks;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IDisks.LookAsync) && Equals(args![0], partition) && isUnmounted()
            ? new ValueTask<PartitionState?>(new PartitionState(partition, "", 0, "ext4", null, null, null, null, null))
            : targetMethod.Invoke(inner, BindingFlags.DoNotWrapExceptions, null, args, null);
}
