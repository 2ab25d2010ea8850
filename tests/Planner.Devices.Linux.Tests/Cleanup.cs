namespace Planner.Devices.Linux.Tests;

/// <summary>Takes away what all fixtures share.</summary>
[SetUpFixture]
public sealed class Cleanup
{
    [OneTimeTearDown]
    public void RemoveTemplate() => TestBench.RemoveTemplate();
}
