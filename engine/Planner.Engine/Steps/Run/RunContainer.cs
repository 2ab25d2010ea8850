using System.Text.Json.Nodes;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>The container that a step's commands run in.</summary>
/// <param name="Image">What it is made of.</param>
/// <param name="Mounts">What it sees of the device, by paths in it.</param>
/// <param name="UsesNetwork">Whether it has a network.</param>
public sealed record RunContainer(Template Image, IReadOnlyList<Named<ContainerSource>> Mounts, bool UsesNetwork)
{
    /// <summary>A command in it.</summary>
    internal ContainerRun Of(PlanCommand command, StepContext context, string name, IReadOnlyList<Effect> touches) =>
        new(command, context.Image(Image).Image, name, [.. Mounts.Select(mount => MountOf(mount, context, touches))], UsesNetwork);

    static ContainerMount MountOf(Named<ContainerSource> mount, StepContext context, IReadOnlyList<Effect> touches)
    {
        if (mount.Value.Partition is not { } partition) return new ContainerMount(mount.Name, null, mount.Value.Path, IsReadOnly: true);
        var isWritten = touches.Any(effect => effect.Kind != EffectKind.Reads && effect.Partition is { } touched && context.Partition(touched) == context.Partition(partition));
        return new ContainerMount(mount.Name, context.Partition(partition), null, !isWritten);
    }
}

/// <summary>What is mounted in a container: a partition or role, or a path of the OS.</summary>
/// <param name="Partition">The partition or role, or null.</param>
/// <param name="Path">The path, or null.</param>
public sealed record ContainerSource(string? Partition, string? Path)
{
    /// <summary>How it is written.</summary>
    internal static FieldType<ContainerSource> Type { get; } = new SourceType();

    sealed class SourceType : FieldType<ContainerSource>
    {
        public override string Name => "a partition of the layout, a role, or a path of the OS like /dev/disk";

        public override JsonNode Schema(SchemaContext schemas) => FieldTypes.ScalarSchema(null);

        public override bool TryRead(Node node, ReadContext context, out ContainerSource value)
        {
            value = null!;
            if (node is ScalarNode scalar && scalar.Text.StartsWith('/'))
            {
                if (!FieldTypes.AbsolutePath.TryRead(node, context, out var path)) return false;
                value = new ContainerSource(null, path);
                return true;
            }

            if (!FieldTypes.PartitionName.TryRead(node, context, out var partition)) return false;
            value = new ContainerSource(partition, null);
            return true;
        }
    }
}
