using BenchmarkDotNet.Attributes;
using Planner.Devices.Simulated;

namespace Planner.Benchmarks;

/// <summary>A whole fault-free run of the everyday update, from a device at its start to the closed journal, as <c>planner simulate</c> does it.</summary>
public class WholeRun
{
    Shipped shipped = null!;

    [Params("intel-nuc-healthy", "raspberrypi3-healthy")]
    public string Device { get; set; } = "";

    [GlobalSetup]
    public void Prepare() => shipped = Shipped.On(Device);

    [Benchmark]
    public Task<SimulatedDevice> Simulated() => shipped.RunAsync();
}
