using Planner.Engine.Language;

namespace Planner.Engine.Devices.Files;

/// <summary>Reads a device file: a bench of image files, or a snapshot to simulate.</summary>
public static class DeviceFileReader
{
    /// <summary>How a device file is written, for schema and docs.</summary>
    public static FieldType Type => DeviceTable.Table;

    /// <summary>Reads a device file and the tree files that it names; null when there are errors, all of which are in the context then.</summary>
    /// <param name="file">The file's path, for places.</param>
    /// <param name="bytes">The file's content.</param>
    /// <param name="layouts">Where the layout that it names is found.</param>
    /// <param name="side">Content of a file beside the device file, by its relative path; null when it is not there.</param>
    /// <param name="context">Takes the problems.</param>
    public static DeviceFile? Read(string file, ReadOnlySpan<byte> bytes, ILayoutSource layouts, Func<string, byte[]?> side, ReadContext context)
    {
        if (YamlReader.Read(file, bytes, context) is not { } node || !FileHead.Speaks(node, context)) return null;
        var whole = DeviceTable.Table.TryReadValues(node, context, out var values);
        CheckKind(node, values, context);
        var layout = LayoutOf(values, layouts, context);
        if (layout is not null) DeviceChecks.Check(node, values, layout, context);
        var state = values.OrNull(DeviceTable.State) is { } draft ? Resolve(draft, side, context) : null;
        if (!whole || context.HasErrors) return null;
        return DeviceTable.Table.Make(values) with { State = state, Bench = values.Has(DeviceTable.Images) || values.Has(DeviceTable.Disk) ? BenchOf(values, layout!) : null };
    }

    static void CheckKind(Node node, FieldValues values, ReadContext context)
    {
        if (node is not MappingNode mapping) return;
        var benches = new Field[] { DeviceTable.Images, DeviceTable.Disk }.Where(field => Says(mapping, field)).ToList();
        var (isBench, isSnapshot) = (benches.Count > 0, Says(mapping, DeviceTable.State));
        if (benches.Count > 1) context.Report(ProblemCodes.BenchOrSnapshot, values.AtOf(DeviceTable.Disk), "is a bench with 'images' and with 'disk'");
        if (isBench == isSnapshot)
            context.Report(ProblemCodes.BenchOrSnapshot, isBench ? values.AtOf(DeviceTable.State) : node.At, isBench ? $"is both a bench with '{benches[0].Name}' and a snapshot with 'state'" : "needs 'images' or 'disk', for a bench, or 'state', for a snapshot");
        if (isBench) return;
        foreach (var field in (Field[])[DeviceTable.Commands, DeviceTable.Programs, DeviceTable.Engine, DeviceTable.Running])
            if (Says(mapping, field)) context.Report(ProblemCodes.BenchOnly, values.AtOf(field), $"'{field.Name}' is for a bench with 'images' or 'disk' only");
    }

    static bool Says(MappingNode mapping, Field field) => mapping.Members.Any(member => member.Key.Text == field.Name);

    static Layout? LayoutOf(FieldValues values, ILayoutSource layouts, ReadContext context)
    {
        if (!values.Has(DeviceTable.Layout)) return null;
        var id = values.Of(DeviceTable.Layout);
        if (layouts.Find(id.Name, id.Version) is { } found) return found;
        context.Report(ProblemCodes.UnknownLayout, id.At, $"there is no layout {id} that can be read{Suggestion.For(id.ToString(), layouts.Ids)}");
        return null;
    }

    static BenchSpec BenchOf(FieldValues values, Layout layout) => new(
        values.Or(DeviceTable.Images, []).ByName(), values.OrNull(DeviceTable.Running) ?? layout.Slots.Keys.First(), values.Or(DeviceTable.Commands, []).ByName(), values.OrNull(DeviceTable.Engine), values.OrNull(DeviceTable.Disk))
    {
        Programs = values.Or(DeviceTable.Programs, []).ByName(),
    };

    static DeviceState Resolve(StateDraft draft, Func<string, byte[]?> side, ReadContext context)
    {
        var trees = new TreeResolver(draft.Values.At.File, side, context);
        return draft.State with
        {
            Partitions = draft.Partitions.ByName(named => named.Value is var partition
                ? new PartitionSnapshot(partition.Size, partition.Type, partition.Id, partition.Other, trees.Resolve(partition.Tree)) : null!),
            Services = draft.Services.ByName(service => service.Value.ByName()),
            Images = draft.Images.ByName(named => trees.Resolve(named)),
        };
    }
}
