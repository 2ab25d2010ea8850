using System.Text.Json;
using Planner.Engine.Language;
using Planner.Engine.Steps;

namespace Planner.Engine.Tests.Language;

public sealed class SchemaTests
{
    static IEnumerable<string> Names => SchemaWriter.Files.Select(file => file.Name);

    [TestCaseSource(nameof(Names))]
    public void The_schema_in_the_repository_is_fresh(string name) => Golden.IsFresh($"plans/schemas/{name}.schema.json", SchemaWriter.Write(name)!);

    [TestCaseSource(nameof(Names))]
    public void Every_reference_in_a_schema_leads_to_a_definition(string name)
    {
        using var schema = JsonDocument.Parse(SchemaWriter.Write(name)!);
        var definitions = schema.RootElement.GetProperty("$defs");
        var references = References(schema.RootElement).ToList();
        Assert.That(references, Is.Not.Empty);
        foreach (var reference in references)
        {
            Assert.That(reference, Does.StartWith("#/$defs/"));
            Assert.That(definitions.TryGetProperty(reference["#/$defs/".Length..], out var definition) && definition.EnumerateObject().Any(), Is.True, reference);
        }
    }

    [Test]
    public void A_step_is_a_bare_name_or_a_mapping_with_exactly_one_kind()
    {
        using var schema = JsonDocument.Parse(SchemaWriter.Write("plan")!);
        var forms = schema.RootElement.GetProperty("$defs").GetProperty("step").GetProperty("anyOf");
        var bare = forms[0].GetProperty("enum").EnumerateArray().Select(name => name.GetString()).ToList();
        Assert.That(bare, Does.Contain("reboot").And.Contain("confirm").And.Not.Contain("mkfs"));
        var kinds = forms[1].GetProperty("oneOf").EnumerateArray().Select(form => form.GetProperty("required")[0].GetString());
        Assert.That(kinds, Is.EqualTo(StepKinds.All.Select(kind => kind.Name)));
        Assert.That(forms[1].GetProperty("additionalProperties").GetBoolean(), Is.False);
        Assert.That(forms[1].GetProperty("properties").TryGetProperty("no-return", out _), Is.True);
    }

    [Test]
    public void A_file_that_has_no_schema_gives_none() => Assert.That(SchemaWriter.Write("plans"), Is.Null);

    static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => member.NameEquals("$ref") ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
