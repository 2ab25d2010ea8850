namespace Planner.Cli.Tests.Interrupted;

/// <summary>The ground of all these tests, made once. Its plan is the shipped one with short waits between two tries.</summary>
[SetUpFixture]
public sealed class SharedGround
{
    static Ground? shipped;

    /// <summary>It.</summary>
    internal static Ground Shipped => shipped ?? throw new InvalidOperationException("it is made before the first test");

    [OneTimeSetUp]
    public async Task MakeAsync() => shipped = await Ground.MakeAsync();

    [OneTimeTearDown]
    public void Dispose() => shipped?.Dispose();
}
