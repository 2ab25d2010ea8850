using System.Text.Json.Nodes;
using Planner.Engine.Devices;

namespace Planner.Engine.Language;

// Stands for what branch lang brings under these names; deleted by the merge.
static class Conditions
{
    internal static FieldType<IReadOnlyList<FactCondition>> Type { get; } = new Pending();

    sealed class Pending : FieldType<IReadOnlyList<FactCondition>>
    {
        public override string Name => "";

        public override JsonNode Schema(SchemaContext schemas) => new JsonObject();

        public override bool TryRead(Node node, ReadContext context, out IReadOnlyList<FactCondition> value)
        {
            value = [];
            return true;
        }
    }
}

static class Matching
{
    internal static string? Test(FactCondition condition, FactValue actual, Func<string, string?> valueOf) => actual.Text is null ? actual.Reason : valueOf(condition.Fact);
}

static class FactCatalogue
{
    internal static FactType TypeOf(string name) => name.Length > 0 ? FactType.Text : FactType.Boolean;
}
