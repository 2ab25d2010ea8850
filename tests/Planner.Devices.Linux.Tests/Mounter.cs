using Planner.Devices.Contract;
using Planner.Devices.Linux.Commands;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Tests;

/// <summary>A program that mounts every partition of a bench in a namespace of its own, says so, and stays until it is killed.</summary>
public static class Mounter
{
    /// <summary>The bench's folder, and words that must come through the new beginning as they are.</summary>
    public static async Task Main(string[] arguments)
    {
        MountNamespace.EnterAndReexec();
        await using var device = await LinuxDevice.OpenBenchAsync(ContractLayout.Layout, TestBench.File(ContractLayout.Grub), arguments[0], NoEngine.Make, default);
        foreach (var partition in device.Layout.Partitions.Keys) await device.Files.StatAsync(PartitionPath.Root(partition), default);
        Console.WriteLine(string.Join('|', arguments.Skip(1)));
        Console.WriteLine(Environment.GetEnvironmentVariable("MOUNTER_WORD"));
        Console.WriteLine(File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')[4]).Last());
        Console.WriteLine((await new MachineCommands(null).RunAsync(new PlanCommand(["readlink", "/proc/self/ns/mnt"], CommandUse.Apply, "", []), default)).LastLines);
        await Task.Delay(Timeout.Infinite);
    }
}
