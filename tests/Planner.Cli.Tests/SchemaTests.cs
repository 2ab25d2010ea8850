namespace Planner.Cli.Tests;

public sealed class SchemaTests
{
    [TestCase("plan")]
    [TestCase("layout")]
    [TestCase("device")]
    [TestCase("config")]
    public async Task The_schema_in_the_repository_is_the_one_of_the_code(string name)
    {
        var result = await PlannerProgram.RunAsync("schema", name);
        Assert.That(result.Output, Is.EqualTo(await File.ReadAllTextAsync(Path.Join(PlannerProgram.Repository, "plans", "schemas", $"{name}.schema.json"))), "'planner schema --write plans/schemas' writes it anew");
    }

    [Test]
    public async Task The_page_of_step_kinds_in_the_repository_is_the_one_of_the_code()
    {
        using var folder = new TemporaryFolder();
        await PlannerProgram.RunInAsync(folder.Path, "schema", "--write", "schemas");
        Assert.That(await File.ReadAllTextAsync(Path.Join(folder.Path, "STEPS.md")), Is.EqualTo(await File.ReadAllTextAsync(Path.Join(PlannerProgram.Repository, "plans", "STEPS.md"))));
    }
}
