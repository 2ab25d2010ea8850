using System.Text.Json.Nodes;
using Planner.Engine.Devices;

namespace Planner.Engine.Language;

/// <summary>The services of a layout: <c>manager: systemd</c> beside services, each a list of units or <c>{ commands: { start, stop, status } }</c>.</summary>
sealed class ServicesType : FieldType<IReadOnlyList<Named<Service>>>
{
    const string Manager = "manager";
    static readonly FieldType<string> ManagerType = FieldTypes.OneOf("systemd");
    static readonly FieldType<Service> ServiceType = new UnitsOrCommands();

    /// <summary>Commands that start, stop and ask a service; also in device files of benches.</summary>
    internal static Table<ServiceCommands> Commands { get; } = CommandsTable();

    /// <inheritdoc/>
    public override string Name => "a mapping from a service's name to its systemd units or commands";

    /// <inheritdoc/>
    public override JsonNode Schema(SchemaContext schemas) => new JsonObject
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { [Manager] = ManagerType.Schema(schemas) },
        ["additionalProperties"] = ServiceType.Schema(schemas),
    };

    /// <inheritdoc/>
    public override bool TryRead(Node node, ReadContext context, out IReadOnlyList<Named<Service>> value)
    {
        value = [];
        if (node is not MappingNode mapping) return context.Refuse(ProblemCodes.WrongType, node.At, $"must be {Name}, not {node.Shape}");
        foreach (var (_, said) in mapping.Members.Where(member => member.Key.Text == Manager)) ManagerType.TryRead(said, context, out _);
        var services = mapping with { Members = [.. mapping.Members.Where(member => member.Key.Text != Manager)] };
        return FieldTypes.MapOf("service", ServiceType).TryRead(services, context, out value);
    }

    static Table<ServiceCommands> CommandsTable()
    {
        var start = Field.Needed("start", FieldTypes.Text, "Starts the service; run by a shell.");
        var stop = Field.Needed("stop", FieldTypes.Text, "Stops the service; run by a shell.");
        var status = Field.Needed("status", FieldTypes.Text, "Exits with 0 while the service runs; run by a shell.");
        return new("commands", [start, stop, status], null, values => new(values.Of(start), values.Of(stop), values.Of(status)));
    }

    sealed class UnitsOrCommands : FieldType<Service>
    {
        static readonly Field<ServiceCommands> CommandsField = Field.Needed("commands", Commands, "Commands in the place of units, for other init systems.");
        static readonly Table<Service> WithCommands = new("service", [CommandsField], null, values => new([], values.Of(CommandsField)));
        static readonly FieldType<IReadOnlyList<string>> Units = FieldTypes.ListOf(FieldTypes.Text);

        public override string Name => "a list of systemd units, or commands";

        public override JsonNode Schema(SchemaContext schemas) => new JsonObject { ["anyOf"] = new JsonArray(Units.Schema(schemas), WithCommands.Schema(schemas)) };

        public override bool TryRead(Node node, ReadContext context, out Service value)
        {
            if (node is MappingNode) return WithCommands.TryRead(node, context, out value);
            value = null!;
            if (!Units.TryRead(node, context, out var units)) return false;
            if (units.Count == 0) return context.Refuse(ProblemCodes.OutOfRange, node.At, "needs at least one unit");
            value = new Service(units, null);
            return true;
        }
    }
}
