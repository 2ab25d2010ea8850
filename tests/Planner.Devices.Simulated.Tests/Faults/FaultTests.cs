using Planner.Devices.Simulated.Faults;

namespace Planner.Devices.Simulated.Tests.Faults;

public sealed class FaultTests
{
    static readonly FaultKind[] Kinds = Enum.GetValues<FaultKind>();

    [Test]
    public void Every_fault_is_read_back_from_its_text([ValueSource(nameof(Kinds))] FaultKind kind, [Values(0, 7)] int variant, [Values] bool persists)
    {
        var fault = new Fault(231, kind) { Variant = variant, Persists = persists };
        Assert.That(Fault.TryParse(fault.ToString(), out var read), Is.True);
        Assert.That(read, Is.EqualTo(fault));
        Assert.That(fault.ToString(), Does.Match("^[a-z0-9.-]+$"), "a shell leaves it alone");
    }

    [Test]
    public void Its_text_is_short() =>
        Assert.That(new Fault(231, FaultKind.PowerLostDuring) { Variant = 2 }.ToString(), Is.EqualTo("231.power-during.2"));

    [TestCase("")]
    [TestCase("231")]
    [TestCase("x.fails")]
    [TestCase("-1.fails")]
    [TestCase("1.breaks")]
    [TestCase("1.fails.x")]
    [TestCase("1.fails.1.2")]
    [TestCase("1.fails.stays.1")]
    [TestCase("1.fails.")]
    public void Anything_else_is_no_fault(string text) => Assert.That(Fault.TryParse(text, out _), Is.False);
}
