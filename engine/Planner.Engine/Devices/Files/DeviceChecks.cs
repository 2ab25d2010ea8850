using Planner.Engine.Language;

namespace Planner.Engine.Devices.Files;

/// <summary>Checks the names of a device file against its layout.</summary>
static class DeviceChecks
{
    internal static void Check(Node node, FieldValues values, Layout layout, ReadContext context)
    {
        if (values.Has(DeviceTable.Board) && values.Of(DeviceTable.Board) is var board && !layout.Boards.ContainsKey(board))
            context.Report(ProblemCodes.UnknownBoard, values.AtOf(DeviceTable.Board), $"{layout.Id} has no board '{board}'{Suggestion.For(board, layout.Boards.Keys)}");
        CheckPartitions(values.Or(DeviceTable.Partitions, []), layout, context);
        CheckPartitions(values.Or(DeviceTable.Images, []), layout, context);
        CheckServices(values.Or(DeviceTable.Commands, []).Select(service => (service.At, service.Name)), layout, context);
        CheckSlot(values, DeviceTable.Running, layout, context);
        if (values.Has(DeviceTable.Images)) CheckBench(node, values, layout, context);
        if (values.OrNull(DeviceTable.State) is not { } state) return;
        CheckState(values, state, layout, context);
        CheckMissing(Names(node, DeviceTable.State, StateTable.Partitions), state.Values.At, layout, "the device needs the partition", context);
    }

    static void CheckBench(Node node, FieldValues values, Layout layout, ReadContext context)
    {
        var images = values.Of(DeviceTable.Images);
        CheckMissing(Names(node, DeviceTable.Images), values.AtOf(DeviceTable.Images), layout, "the bench needs an image for the partition", context);
        foreach (var same in images.GroupBy(image => image.Value).Where(group => group.Count() > 1))
            context.Report(ProblemCodes.BadEntry, same.Last().At, $"'{same.Last().Name}' and '{same.First().Name}' are in one image file");
    }

    static void CheckState(FieldValues values, StateDraft state, Layout layout, ReadContext context)
    {
        CheckPartitions(state.Partitions, layout, context);
        CheckServices(state.Services.Select(service => (service.At, service.Name)), layout, context);
        CheckServices(state.State.Broken.Select(service => (state.Values.AtOf(StateTable.Broken), service)), layout, context);
        CheckSlot(state.Values, StateTable.Running, layout, context);
        foreach (var held in state.State.UpdateLocks.Where(held => !layout.UpdateLocks.Any(place => place.Covers(held.Place))))
            context.Report(ProblemCodes.UnknownUpdateLock, state.Values.AtOf(StateTable.UpdateLocks), $"{layout.Id} has no update lock at '{held.Place}'; it has {(layout.UpdateLocks.Count > 0 ? string.Join(", ", layout.UpdateLocks) : "none")}");
        var overrides = values.Or(DeviceTable.Partitions, []).ByName();
        foreach (var named in state.Partitions)
        {
            if (!layout.Partitions.TryGetValue(named.Name, out var partition)) continue;
            var size = named.Value.Size ?? overrides.GetValueOrDefault(named.Name)?.Size ?? partition.Size;
            if (size is null) context.Report(ProblemCodes.MissingField, named.At, $"'{named.Name}' needs 'size': the layout gives it the rest of the disk");
            else if (named.Value.Other > size) context.Report(ProblemCodes.OutOfRange, named.At, $"'{named.Name}' has {ByteSize.Format(named.Value.Other)} in use and only {ByteSize.Format(size.Value)} in all");
        }
    }

    static void CheckMissing(HashSet<string>? named, Position at, Layout layout, string message, ReadContext context)
    {
        if (named is null) return;
        foreach (var (name, partition) in layout.Partitions)
            if (!partition.Optional && !named.Contains(name)) context.Report(ProblemCodes.MissingField, at, $"{message} '{name}'");
    }

    /// <summary>The keys of a mapping within mappings, also of members that could not be read; null when there is no such mapping.</summary>
    static HashSet<string>? Names(Node node, params IReadOnlyList<Field> way)
    {
        foreach (var field in way)
        {
            if (node is not MappingNode mapping) return null;
            node = mapping.Members.FirstOrDefault(member => member.Key.Text == field.Name).Value;
        }

        return (node as MappingNode)?.Members.Select(member => member.Key.Text).ToHashSet();
    }

    static void CheckSlot(FieldValues values, Field<string> running, Layout layout, ReadContext context)
    {
        if (values.OrNull(running) is { } slot && !layout.Slots.ContainsKey(slot))
            context.Report(ProblemCodes.UnknownSlot, values.AtOf(running), $"{layout.Id} has no slot '{slot}'; it has {string.Join(", ", layout.Slots.Keys)}");
    }

    static void CheckPartitions<T>(IEnumerable<Named<T>> partitions, Layout layout, ReadContext context)
    {
        foreach (var partition in partitions)
            if (!layout.Partitions.ContainsKey(partition.Name))
                context.Report(ProblemCodes.UnknownPartition, partition.At, $"{layout.Id} has no partition '{partition.Name}'{Suggestion.For(partition.Name, layout.Partitions.Keys)}");
    }

    static void CheckServices(IEnumerable<(Position At, string Name)> services, Layout layout, ReadContext context)
    {
        foreach (var (at, name) in services)
            if (!layout.Services.ContainsKey(name))
                context.Report(ProblemCodes.UnknownService, at, $"{layout.Id} has no service '{name}'{Suggestion.For(name, layout.Services.Keys)}");
    }
}
