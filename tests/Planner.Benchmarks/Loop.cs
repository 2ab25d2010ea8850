using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Planner.Benchmarks;

/// <summary>Whole runs, one after another on one thread, by the processor time that they take: a figure that holds on a machine that is busy with other things too.</summary>
static class Loop
{
    const int Batch = 500;

    // CLOCK_THREAD_CPUTIME_ID of clock_gettime(2).
    const int ThreadTime = 3;

    /// <summary>Prints the best and the middle batch, and what a run allocates.</summary>
    /// <param name="device">The sample device.</param>
    /// <param name="batches">Batches of 500 runs.</param>
    internal static void Measure(string device, int batches)
    {
        var shipped = Shipped.On(device);
        var times = new List<TimeSpan>(batches);
        for (var warm = 0; warm < 4 * Batch; warm++) shipped.RunAsync().GetAwaiter().GetResult();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        for (var batch = 0; batch < batches; batch++)
        {
            var began = Processor();
            for (var run = 0; run < Batch; run++) shipped.RunAsync().GetAwaiter().GetResult();
            times.Add((Processor() - began) / Batch);
        }

        allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / ((long)batches * Batch);
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{device}: {batches * Batch} runs in {watch.Elapsed.TotalSeconds:F1} s; processor time of a run: best {Words(times[0])}, middle {Words(times[batches / 2])}; {allocated / 1024.0:F1} KiB allocated"));
    }

    static string Words(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMicroseconds:F1} µs ({1 / time.TotalSeconds:F0}/s)");

    static TimeSpan Processor() => clock_gettime(ThreadTime, out var now) == 0 ? new TimeSpan((now.Seconds * TimeSpan.TicksPerSecond) + (now.Nanoseconds / TimeSpan.NanosecondsPerTick)) : throw new InvalidOperationException("the machine has no processor time of a thread");

    [DllImport("libc")]
    static extern int clock_gettime(int clock, out Time now);

    struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
