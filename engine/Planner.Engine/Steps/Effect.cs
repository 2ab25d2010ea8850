using Planner.Engine.Images;

namespace Planner.Engine.Steps;

/// <summary>What a step does to a resource.</summary>
public enum EffectKind
{
    /// <summary>Reads it.</summary>
    Reads,

    /// <summary>Changes a part of it.</summary>
    Changes,

    /// <summary>Erases all of it.</summary>
    Erases,
}

/// <summary>Kinds of resources.</summary>
public enum ResourceKind
{
    /// <summary>A partition, or a path on one: <c>spare:/</c>, <c>boot:/config.json</c>.</summary>
    Partition,

    /// <summary>A service of the layout.</summary>
    Service,

    /// <summary>The user's containers.</summary>
    Containers,

    /// <summary>What the container engine holds.</summary>
    Engine,

    /// <summary>The supervisor's configuration, where the layout says it is.</summary>
    Supervisor,

    /// <summary>The partition table of the disk.</summary>
    Table,

    /// <summary>The variables that the boot loader reads.</summary>
    BootVariables,

    /// <summary>The network.</summary>
    Network,

    /// <summary>The running system: a boot.</summary>
    System,
}

/// <summary>One declared effect of a step: the claim that rules judge, <c>explain</c> shows and the simulated device holds the step to.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Resource">To which kind of thing.</param>
/// <param name="Name">To which one: <c>partition:/path</c> with roles unbound, a service's name; empty where there is only one.</param>
public sealed record Effect(EffectKind Kind, ResourceKind Resource, string Name)
{
    /// <summary>Reads a resource.</summary>
    public static Effect Reads(ResourceKind resource, string name = "") => new(EffectKind.Reads, resource, name);

    /// <summary>Changes a resource.</summary>
    public static Effect Changes(ResourceKind resource, string name = "") => new(EffectKind.Changes, resource, name);

    /// <summary>Erases a resource.</summary>
    public static Effect Erases(ResourceKind resource, string name = "") => new(EffectKind.Erases, resource, name);

    /// <summary>The partition or role that it is about, or null when it is about no partition.</summary>
    public string? Partition => Resource == ResourceKind.Partition ? Name.Split(':')[0] : null;

    /// <summary>The path on its partition; the root when it is about no partition.</summary>
    public string Path => Name.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? Name[(colon + 1)..] : "/";

    /// <summary>Whether it and another effect write to the same place.</summary>
    public bool SharesWith(Effect other) =>
        (Kind, other.Kind) is (not EffectKind.Reads, not EffectKind.Reads) && Resource == other.Resource
        && (Resource == ResourceKind.Partition
            ? Partition == other.Partition && (TreeSelection.IsAtOrBelow(Path, other.Path) || TreeSelection.IsAtOrBelow(other.Path, Path))
            : Resource is ResourceKind.Supervisor or ResourceKind.Service or ResourceKind.Containers && Name == other.Name);

    /// <summary>As <c>explain</c> shows it: <c>erases spare:/</c>.</summary>
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()} {(Name.Length > 0 ? Name : Resource switch
    {
        ResourceKind.Containers => "the user's containers",
        ResourceKind.Engine => "the container engine's images",
        ResourceKind.Supervisor => "the supervisor's configuration",
        ResourceKind.Table => "the partition table",
        ResourceKind.BootVariables => "the boot variables",
        ResourceKind.Network => "the network",
        ResourceKind.System => "the running system",
        _ => Resource.ToString(),
    })}";
}

/// <summary>How a step is taken back.</summary>
public enum UndoPolicy
{
    /// <summary>It changes nothing, or only scratch: the spare slot before the switch, staging of the run.</summary>
    NotNeeded,

    /// <summary>It keeps what its undo needs, and has one.</summary>
    Restores,

    /// <summary>It can not be undone: allowed only beyond the point of no return, and for <c>confirm</c>.</summary>
    Impossible,
}
