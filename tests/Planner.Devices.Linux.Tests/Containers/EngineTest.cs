using Planner.Devices.Linux.Tests.Images;
using Planner.Testing;

namespace Planner.Devices.Linux.Tests.Containers;

/// <summary>A real engine and a real registry.</summary>
public abstract class EngineTest : ImageTest
{
    private protected TestEngine Real { get; private set; } = null!;

    private protected TestRegistry Registry { get; private set; } = null!;

    protected override IReadOnlyList<string> EngineSockets => ["/nowhere/at-all.sock", Real.Socket];

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Real = await TestEngine.StartAsync();
        Registry = await TestRegistry.StartAsync();
    }

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        if (Registry is not null) await Registry.DisposeAsync();
        if (Real is not null) await Real.DisposeAsync();
    }
}
