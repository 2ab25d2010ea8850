using Planner.Engine.Devices;
using Planner.Engine.Language;

namespace Planner.Engine.Tests.Language;

public sealed class FactCatalogueTests
{
    static readonly Dictionary<string, InputType> Inputs = new() { ["image"] = InputType.Image, ["room"] = InputType.Size, ["new.version"] = InputType.Version };

    [TestCase("os.version", FactType.Version)]
    [TestCase("update.pending", FactType.Boolean)]
    [TestCase("partition.data.free", FactType.Size)]
    [TestCase("partition.spare.size", FactType.Size)]
    [TestCase("partition.A.used", FactType.Size)]
    [TestCase("input.image", FactType.Text)]
    [TestCase("input.image.unpacked", FactType.Size)]
    [TestCase("input.image.digest", FactType.Text)]
    [TestCase("input.room", FactType.Size)]
    [TestCase("input.new.version", FactType.Version)]
    public void Knows(string name, FactType type)
    {
        var fact = FactCatalogue.Find(name, Sample.LayoutValue, Inputs);
        Assert.That(fact?.Name, Is.EqualTo(name));
        Assert.That(fact?.Type, Is.EqualTo(type));
        Assert.That(fact?.Summary, Does.EndWith("."));
    }

    [TestCase("os")]
    [TestCase("os.versions")]
    [TestCase("partition.none.free")]
    [TestCase("partition.data")]
    [TestCase("partition..free")]
    [TestCase("partition.free")]
    [TestCase("partition.data.label")]
    [TestCase("input.")]
    [TestCase("input.room.packed")]
    [TestCase("input.image.tag")]
    [TestCase("")]
    public void Does_not_know(string name) => Assert.That(FactCatalogue.Find(name, Sample.LayoutValue, Inputs), Is.Null);

    [Test]
    public void Every_name_that_it_lists_is_known()
    {
        var names = FactCatalogue.Names(Sample.LayoutValue, Inputs).ToList();
        Assert.That(names, Has.Count.GreaterThan(40));
        Assert.That(names.Where(name => FactCatalogue.Find(name, Sample.LayoutValue, Inputs) is null), Is.Empty);
    }
}
