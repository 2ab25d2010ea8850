using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Planner.Benchmarks;

/// <summary>Measures; nothing of it is asserted. It measures in its own process, so that nothing is built or restored on the way. <c>loop [device [batches]]</c> gives a short figure of whole runs alone; <c>ways [folder [times]]</c> compares the ways of an image onto a disk.</summary>
static class Program
{
    static async Task Main(string[] arguments)
    {
        if (arguments is ["ways", ..])
        {
            await Ways.MeasureAsync(arguments.ElementAtOrDefault(1) ?? "/usr/lib", int.Parse(arguments.ElementAtOrDefault(2) ?? "3", CultureInfo.InvariantCulture));
            return;
        }

        if (arguments is ["loop", ..])
        {
            Loop.Measure(arguments.ElementAtOrDefault(1) ?? "intel-nuc-healthy", int.Parse(arguments.ElementAtOrDefault(2) ?? "20", CultureInfo.InvariantCulture));
            return;
        }

        var config = ManualConfig.Create(DefaultConfig.Instance)
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumn(StatisticColumn.OperationsPerSecond)
            .WithArtifactsPath(Path.Combine(Shipped.Top, "artifacts", "benchmarks"));
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments, config);
    }
}
