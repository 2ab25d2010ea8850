using System.Text;
using Planner.Devices.Contract;
using Planner.Engine.Devices.Files;
using Planner.Engine.Language;

namespace Planner.Devices.Simulated.Tests.Files;

public sealed class TreeFileTests
{
    const string Folder = "{\"path\":\"/a\",\"type\":\"folder\",\"mode\":\"0755\",\"uid\":0,\"gid\":0}";

    [TestCase("rootA")]
    [TestCase("boot")]
    [TestCase("image")]
    public void A_tree_that_was_written_is_read_as_it_was(string name)
    {
        var tree = name == "image" ? ContractContent.Image : ContractContent.Partitions[name];
        var context = new ReadContext();
        var read = TreeFileReader.Read("t", Encoding.UTF8.GetBytes(TreeFileWriter.Write(tree)), context)!;
        Assert.That(context.Problems, Is.Empty);
        Assert.That(tree.Manifest.DifferencesTo(read.Manifest), Is.Empty);
        Assert.That(read.Manifest.Entries.Select(entry => entry.ModifiedAt), Is.EqualTo(tree.Manifest.Entries.Select(entry => entry.ModifiedAt)));
        Assert.That(read.Contents.OrderBy(content => content.Key), Is.EqualTo(tree.Contents.OrderBy(content => content.Key)));
    }

    [Test]
    public void The_same_tree_is_always_written_alike() =>
        Assert.That(TreeFileWriter.Write(ContractContent.Image), Is.EqualTo(TreeFileWriter.Write(ContractContent.Image with { Manifest = Engine.Images.TreeManifest.Of(ContractContent.Image.Manifest.Entries.Reverse()) })));

    [TestCase("[]", "must be a JSON object")]
    [TestCase("{", "is no JSON")]
    [TestCase("{\"path\":\"/a\"}", "lacks a member")]
    [TestCase("{\"path\":\"a\",\"type\":\"folder\",\"mode\":\"0755\",\"uid\":0,\"gid\":0}", "'path' must be an absolute path")]
    [TestCase("{\"path\":\"/a/../b\",\"type\":\"folder\",\"mode\":\"0755\",\"uid\":0,\"gid\":0}", "'path' must be an absolute path")]
    [TestCase("{\"path\":\"/a\",\"type\":\"door\",\"mode\":\"0755\",\"uid\":0,\"gid\":0}", "'type' must be file")]
    [TestCase("{\"path\":\"/a\",\"type\":\"folder\",\"mode\":\"99\",\"uid\":0,\"gid\":0}", "lacks a member")]
    [TestCase("{\"path\":\"/a\",\"type\":\"folder\",\"mode\":\"0755\",\"uid\":\"root\",\"gid\":0}", "lacks a member")]
    [TestCase("{\"path\":\"/a\",\"type\":\"folder\",\"mode\":\"0755\",\"uid\":0,\"gid\":0,\"siz\":1}", "takes no 'siz'; did you mean 'size'?")]
    [TestCase("{\"path\":\"/a\",\"type\":\"file\",\"mode\":\"0644\",\"uid\":0,\"gid\":0,\"same-as\":\"/b\"}", "same-as /b is not in this file")]
    [TestCase("{\"path\":\"/a\",\"type\":\"file\",\"mode\":\"0644\",\"uid\":0,\"gid\":0,\"size\":2,\"sha256\":\"00\",\"content\":\"AA==\"}", "the content of /a does not have")]
    [TestCase("{\"path\":\"/a\",\"type\":\"character\",\"mode\":\"0644\",\"uid\":0,\"gid\":0,\"device\":\"5\"}", "'device' must be like 5:1")]
    [TestCase("{\"path\":\"/a\",\"type\":\"file\",\"mode\":\"0644\",\"uid\":0,\"gid\":0,\"size\":-1}", "'size' must not be negative")]
    [TestCase(Folder + "\n" + Folder, "/a stands here a second time", 3)]
    public void Refuses_a_broken_line(string lines, string message, int line = 2)
    {
        var context = new ReadContext();
        Assert.That(TreeFileReader.Read("t", Encoding.UTF8.GetBytes("\n" + lines + "\n"), context), Is.Null);
        Assert.That(context.Problems.Select(problem => problem.ToString()), Has.Some.StartsWith($"t:{line}:1: PLN125: {message}"));
    }
}
