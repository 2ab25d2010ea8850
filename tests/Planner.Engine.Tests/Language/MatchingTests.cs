using System.Text;
using Planner.Engine.Devices;
using Planner.Engine.Language;

namespace Planner.Engine.Tests.Language;

public sealed class MatchingTests
{
    [TestCase("os.version: \">=2.0.0 <3.0.0\"", "2.5.0+rev1")]
    [TestCase("os.version: \"> ${target.version}\"", "2.12.1")]
    [TestCase("os.version: \"= 2.0.0+rev1\"", "2.0.0+rev1.dev")]
    [TestCase("os.version: \"<2.0.0\"", "2.0.0-beta.1")]
    [TestCase("os.version: 2.0.0+rev1", "Resin OS 2.0.0+rev1")]
    [TestCase("os.version: [1.0.0, \">=2.0.0\"]", "2.1.0")]
    [TestCase("os.version: { not: \"<2.0.0\" }", "2.1.0")]
    [TestCase("os.version: { not: [1.0.0, 2.0.0] }", "2.1.0")]
    [TestCase("os.version: \"${target.version}\"", "2.12.0")]
    [TestCase("device.type: [raspberrypi3, intel-nuc]", "intel-nuc")]
    [TestCase("device.type: { not: raspberrypi3 }", "intel-nuc")]
    [TestCase("update.pending: false", "false")]
    [TestCase("partition.spare.size: \">= ${input.image.unpacked}\"", "314572800")]
    [TestCase("partition.spare.size: 300MiB", "314572800")]
    [TestCase("partition.spare.size: \">1 MiB <=300 MiB\"", "314572800")]
    public void Passes(string condition, string actual) => Assert.That(Test(condition, actual), Is.Null);

    [TestCase("partition.spare.size: \">= ${input.image.unpacked}\"", "184549376", "partition.spare.size is 176 MiB, must be >= 300 MiB (input.image.unpacked)")]
    [TestCase("partition.spare.size: \">= 300MiB\"", "314572799", "partition.spare.size is 314572799 bytes, must be >= 314572800 bytes")]
    [TestCase("os.version: \">=2.0.0 <3.0.0\"", "1.30.1", "os.version is 1.30.1, must be >= 2.0.0 and < 3.0.0")]
    [TestCase("os.version: \">=2.0.0 <3.0.0\"", "2019.07.0", "os.version is 2019.07.0, must be >= 2.0.0 and < 3.0.0")]
    [TestCase("os.version: \">= 2.0.0\"", "2.0.0-beta.1", "os.version is 2.0.0-beta.1, must be >= 2.0.0")]
    [TestCase("os.version: 2.0.0+rev1", "2.0.0+rev10", "os.version is 2.0.0+rev10, must be 2.0.0+rev1")]
    [TestCase("os.version: 2.0.0+rev1", "2.0.0+rev1.dev", "os.version is 2.0.0+rev1.dev, must be 2.0.0+rev1")]
    [TestCase("target.version: \"> ${os.version}\"", "2.0.0", "target.version is 2.0.0, must be > 2.12.0 (os.version)")]
    [TestCase("device.type: [raspberrypi3, intel-nuc]", "up-board", "device.type is up-board, must be raspberrypi3 or intel-nuc")]
    [TestCase("device.type: { not: [a, b] }", "a", "device.type is a, must be anything but a or b")]
    [TestCase("slot.distinct: true", "false", "slot.distinct is false, must be true")]
    [TestCase("update.pending: { not: true }", "true", "update.pending is true, must be anything but true")]
    [TestCase("os.version: { not: \"${steps.a.uuid}\" }", "2.0.0", "os.version is 2.0.0 and can not be compared with anything but none (steps.a.uuid)")]
    [TestCase("os.version: \"> ${steps.a.uuid}\"", "2.0.0", "os.version is 2.0.0 and can not be compared with > none (steps.a.uuid)")]
    [TestCase("os.version: { not: \"${target.supervisor}\" }", "2.0.0", "os.version can not be compared: target.supervisor is unknown")]
    public void Says_why_not(string condition, string actual, string reason) => Assert.That(Test(condition, actual), Is.EqualTo(reason));

    [TestCase("os.version: 2.0.0")]
    [TestCase("os.version: { not: 2.0.0 }")]
    [TestCase("os.version: [2.0.0, { not: 2.0.0 }]")]
    [TestCase("os.version: { not: { not: \">0.0.0\" } }")]
    public void An_unknown_fact_never_passes(string condition) =>
        Assert.That(Matching.Test(Read(condition), FactValue.Unknown(FactType.Version, "/etc/os-release is not there"), ValueOf), Is.EqualTo("os.version is unknown: /etc/os-release is not there"));

    static string? Test(string text, string actual)
    {
        var condition = Read(text);
        return Matching.Test(condition, new FactValue(FactCatalogue.TypeOf(condition.Fact), actual, null), ValueOf);
    }

    static FactCondition Read(string text)
    {
        var context = new ReadContext();
        Assert.That(Conditions.Type.TryRead(YamlReader.Read("c.yaml", Encoding.UTF8.GetBytes(text), context)!, context, out var conditions), Is.True, string.Join('\n', context.Problems));
        return conditions.Single();
    }

    static string? ValueOf(string name) => name switch
    {
        "input.image.unpacked" => "314572800",
        "os.version" or "target.version" => "2.12.0",
        "steps.a.uuid" => "none",
        _ => null,
    };
}
