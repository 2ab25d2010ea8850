using System.Security.Cryptography;
using System.Text;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Formats a partition.</summary>
public sealed record Mkfs(StepHeader Header, string Partition, string Type, PartitionPath? Program) : Step(Header)
{
    static readonly Field<string> PartitionField = Field.Needed("partition", FieldTypes.PartitionName, "The partition to format.");
    static readonly Field<string> TypeField = Field.Optional("type", FieldTypes.OneOf("ext4", "ext3", "vfat", "btrfs"), "The file system to make.", "the layout's type for that partition");

    static readonly Field<PartitionPath> ProgramField = Field.Optional("program", FieldTypes.File, "The program that makes it, like 'data:/planner-tools/mkfs.ext4' from 'download': for an OS that has none. It takes what the mkfs of that file system takes, and lies on another partition.", "that of the running OS");

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "mkfs", "Formats a partition with the layout's label. Refuses what is mounted elsewhere, and every slot that runs or that the boot variables name.",
        [PartitionField, TypeField, ProgramField], PartitionField, TimeSpan.FromMinutes(30), new Retry(3, TimeSpan.FromSeconds(10)),
        "its file system has the UUID that follows from run and step", "nothing to undo: the spare slot is scratch",
        (header, values) => new Mkfs(header, values.Of(PartitionField), values.Or(TypeField, ""), values.OrNone(ProgramField)));

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects =>
        [Effect.Erases(ResourceKind.Partition, PartitionPath.Root(Partition).ToString()), .. Program is { } program ? [Effect.Reads(ResourceKind.Partition, program.ToString())] : Array.Empty<Effect>()];

    /// <inheritdoc/>
    public override UndoPolicy Undo => Partition == Roles.Spare ? UndoPolicy.NotNeeded : UndoPolicy.Impossible;

    /// <inheritdoc/>
    public override string? Fills => Partition;

    /// <inheritdoc/>
    public override string Describe() => $"mkfs {Partition}";

    /// <inheritdoc/>
    public override ValueTask<TreeManifest> FilledAsync(StepContext context, TreeManifest before, CancellationToken ct) => new(TreeManifest.Empty);

    /// <inheritdoc/>
    public override async ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct)
    {
        var now = await context.Device.Disks.LookAsync(context.Partition(Partition), ct);
        return now?.Uuid is { } uuid && SameUuid(uuid, FileSystemUuid(context)) ? Probe.Done : Probe.NotDone;
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        var name = context.Partition(Partition);
        await RefuseWhatIsInUseAsync(context, name, ct);
        var planned = context.Device.Layout.Partitions[name];
        await context.Device.Disks.FormatAsync(name, new FileSystem(Type.Length > 0 ? Type : planned.Type, planned.Label, FileSystemUuid(context)) { Program = Program is { } program ? context.Path(program) : null }, ct);
    }

    /// <summary>Refuses a partition that is mounted elsewhere, and a slot that runs or that the boot variables name.</summary>
    internal static async ValueTask RefuseWhatIsInUseAsync(StepContext context, string name, CancellationToken ct)
    {
        var tried = $"format {name}";
        var now = await context.Device.Disks.LookAsync(name, ct) ?? throw new DeviceException(DeviceFault.NotFound, tried, "the device has no such partition");
        if (now.MountedElsewhere is { } where) throw new DeviceException(DeviceFault.Failed, tried, $"it is mounted on {where}");
        if (context.Slot(name) is not { } slot) return;
        var running = await context.Device.Power.RunningSlotAsync(ct);
        if (running is null || running == slot) throw new DeviceException(DeviceFault.Failed, tried, running is null ? "it is not known which slot runs" : "it is the slot that runs");
        if (await context.Device.Disks.LookAsync(context.Device.Layout.Slots[running], ct) is { } active && active.Id == now.Id)
            throw new DeviceException(DeviceFault.Failed, tried, $"it is the same device as {active.Name}, which runs");
        var next = await context.Boot.ReadAsync(context.Device.Board, context.Device.Files, ct);
        if (next.Slot is null || next.Slot == slot) throw new DeviceException(DeviceFault.Failed, tried, next.Slot is null ? "the boot variables name no slot" : "the boot variables name it for the next boot");
    }

    Guid FileSystemUuid(StepContext context) => UuidOf(context, Header);

    /// <summary>The UUID of a file system that a step of a run makes.</summary>
    internal static Guid UuidOf(StepContext context, StepHeader header)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{context.RunId}/{header.Number}"));
        // Version 8 of RFC 9562: a UUID of one's own making.
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    static bool SameUuid(string found, Guid uuid)
    {
        var digits = uuid.ToString("N");
        var spelt = found.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        return spelt == digits || (spelt.Length == 8 && digits.StartsWith(spelt, StringComparison.Ordinal));
    }
}
