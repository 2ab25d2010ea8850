namespace Planner.Cli.Tests;

/// <summary>Where layouts are found that no option names.</summary>
public sealed class LayoutSearchTests
{
    const string Samples = "samples/plans";
    const string Device = "first-device.yaml";
    const string Layout = "layouts/first/1.0.0.yaml";

    [TestCase("", Device)]
    [TestCase("", "devices/at/home/first-device.yaml")]
    [TestCase("plans/", "devices/first-device.yaml")]
    [TestCase("", "mine/deeper/first/1.0.0.yaml")]
    public async Task A_layout_is_found_above_the_file_that_names_it(string library, string file)
    {
        using var folder = new TemporaryFolder();
        folder.Write($"{library}{Layout}", Sample(Layout));
        folder.Write(file, Sample(file.EndsWith(Device, StringComparison.Ordinal) ? Device : "first/1.0.0.yaml"));
        Assert.That((await PlannerProgram.RunInAsync(folder.Path, "validate", file)).ExitCode, Is.Zero);
        var fromAfar = await PlannerProgram.RunAsync("validate", Path.Join(folder.Path, file));
        Assert.That(fromAfar.ExitCode, Is.Zero, fromAfar.ToString());
    }

    [TestCase(Device, Device)]
    [TestCase("first/1.0.0.yaml", "first/1.0.0.yaml")]
    public async Task Says_where_a_layout_was_looked_for(string sample, string file)
    {
        using var folder = new TemporaryFolder();
        folder.Write("layouts/other/1.0.0.yaml", Sample(Layout));
        folder.Write(file, Sample(sample));
        var result = await PlannerProgram.RunInAsync(folder.Path, "validate", file);
        Assert.That(result.ExitCode, Is.EqualTo(3), result.ToString());
        Assert.That(result.Output, Does.Contain("layouts, /usr/share/planner/plans/layouts; --plans names another folder"));
    }

    static string Sample(string name) => File.ReadAllText(Path.Join(PlannerProgram.Repository, Samples, name));
}
