using Planner.Engine.Devices;
using Planner.Engine.Language;

namespace Planner.Engine.Tests.Language;

/// <summary>The files of <c>plans/</c>.</summary>
static class Shipped
{
    public static string Root { get; } = Find(TestContext.CurrentContext.TestDirectory);

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    public static Layout Layout(string name = "resinos-2.x")
    {
        var context = new ReadContext();
        var file = $"plans/layouts/{name}/1.0.0.yaml";
        var layout = LayoutReader.Read(file, File.ReadAllBytes(Path(file)), context);
        Assert.That(context.Problems.Select(problem => problem.ToString()), Is.Empty);
        return layout!;
    }

    static string Find(string folder) => File.Exists(System.IO.Path.Combine(folder, "Planner.sln")) ? folder : Find(Directory.GetParent(folder)!.FullName);
}
