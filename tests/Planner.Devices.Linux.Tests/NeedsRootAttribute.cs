using NUnit.Framework.Interfaces;

namespace Planner.Devices.Linux.Tests;

/// <summary>What mounts and formats fails loudly without root; it is never skipped.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsRootAttribute : Attribute, ITestAction
{
    public ActionTargets Targets => ActionTargets.Suite;

    public void BeforeTest(ITest test) => Assert.That(Environment.IsPrivilegedProcess, Is.True, "these tests mount file systems: run them as root");

    /// <summary>Whatever benches the fixture made are removed.</summary>
    public void AfterTest(ITest test) => TestBench.RemoveAll();
}
