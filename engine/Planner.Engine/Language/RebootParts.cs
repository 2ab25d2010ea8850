using System.Text.Json.Nodes;
using Planner.Engine.Devices;

namespace Planner.Engine.Language;

/// <summary>How a layout says what a boot waits for, and when it is asked for harder.</summary>
static class RebootParts
{
    /// <summary>An update lock of applications.</summary>
    public static FieldType<UpdateLock> UpdateLock { get; } = UpdateLockTable();

    /// <summary>When a boot that does not come is asked for harder.</summary>
    public static FieldType<RebootTimes> Times { get; } = TimesTable();

    static Table<UpdateLock> UpdateLockTable()
    {
        var path = Field.Needed("path", new LockPlaceType(), "The lock file, on a partition or in the running OS; a part that is '*' stands for every name.");
        var held = Field.Optional("held", FieldTypes.OneOf("exists", "flock"), "When it counts as held: as long as the file is there, or as long as a process holds it by flock(2).", "exists");
        return new("update lock", [path, held], path, values => values.Of(path) with { Sign = values.Or(held, "exists") == "flock" ? UpdateLockSign.Flock : UpdateLockSign.Exists });
    }

    static Table<RebootTimes> TimesTable()
    {
        var usual = RebootTimes.Usual;
        var forced = Field.Optional("forced-after", FieldTypes.Duration, "When the init system is to boot without ending the services first.", "5m");
        var kernel = Field.Optional("kernel-after", FieldTypes.Duration, "When the kernel is to boot at once. Both are counted from the first time that a boot is asked for.", "10m");
        return new("reboot times", [forced, kernel], null, values => new(values.Or(forced, usual.ForcedAfter), values.Or(kernel, usual.KernelAfter)));
    }

    sealed class LockPlaceType : FieldType<UpdateLock>
    {
        public override string Name => "a lock file like data:/apps/*/update.lock or /tmp/app/update.lock";

        public override JsonNode Schema(SchemaContext schemas) => FieldTypes.ScalarSchema("^([A-Za-z0-9._-]+:)?/.");

        public override bool TryRead(Node node, ReadContext context, out UpdateLock value)
        {
            value = null!;
            var text = node is ScalarNode scalar ? scalar.Text : "";
            var isOfOs = text.StartsWith('/');
            if (!PartitionPath.TryParse(isOfOs ? $"os:{text}" : text, out var path) || path.Path == "/") return context.Refuse(ProblemCodes.WrongType, node.At, $"must be {Name}, not {node.Shape}");
            if (!isOfOs) context.Refer(ReferenceKind.Partition, path.Partition, node.At);
            value = new UpdateLock(isOfOs ? null : path.Partition, path.Path, UpdateLockSign.Exists);
            return true;
        }
    }
}
