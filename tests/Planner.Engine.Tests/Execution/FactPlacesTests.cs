using Planner.Devices.Contract;
using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Engine.Tests.Execution;

/// <summary>Facts that have several places.</summary>
public class FactPlacesTests
{
    [Test]
    public async Task A_partition_that_some_devices_lack_is_passed_over()
    {
        var fact = await ReadAsync();
        Assert.That(fact.Text, Is.EqualTo("grub-board"), fact.Reason);
    }

    static async Task<FactValue> ReadAsync()
    {
        var layout = ContractLayout.Layout;
        layout = layout with
        {
            Partitions = new Dictionary<string, Partition>(layout.Partitions) { ["conf"] = new("c-conf", "ext4", 1 << 20, null, Optional: true) },
            Facts = new Dictionary<string, FactSource>(layout.Facts) { ["device.type"] = new(FactFormat.Json, [new("conf", "/config.json"), new("boot", "/config.json")], "deviceType") },
        };
        var device = Trial.Of("", layout: layout).Device;
        return await new FactReader(device, null, new Dictionary<string, string>(), new Dictionary<string, ImageAnswer>()).ReadAsync("device.type", default);
    }
}
