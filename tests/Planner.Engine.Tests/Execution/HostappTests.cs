using Planner.Engine.Devices;
using Planner.Engine.Devices.Files;

namespace Planner.Engine.Tests.Execution;

/// <summary>What a slot holds that holds a hostapp, as the two storage drivers keep it.</summary>
public class HostappTests
{
    [Test]
    public async Task A_plain_tree_is_none() => Assert.That(await Hostapp.OfAsync(Trial.Of("").Device.Files, "rootA", default), Is.Null);

    [Test]
    public async Task One_that_the_engine_does_not_know_is_none() => Assert.That(await FindAsync(new TreeSnapshotBuilder().Link("/current", "hostapps/c0"), "/etc/os-release"), Is.EqualTo("none"));

    [TestCase("/etc/os-release", "upper")]
    [TestCase("/etc/hostname", "lower")]
    [TestCase("/etc/gone", null, Description = "a device node of its own hides it")]
    [TestCase("/opt/old", null, Description = "a file in the place of its folder hides it")]
    [TestCase("/etc/never", null)]
    public async Task Overlays_are_looked_through_from_the_uppermost_layer(string path, string? layer) => Assert.That(
        await FindAsync(Store("overlay2/up/diff", "overlay2/low/diff").File("/balena/image/overlay2/layerdb/mounts/c0/mount-id", "m0").File("/balena/overlay2/m0/lower", "l/UP:l/LOW").Folder("/balena/overlay2/m0/diff")
            .Link("/balena/overlay2/l/UP", "../up/diff").Link("/balena/overlay2/l/LOW", "../low/diff")
            .Add(new() { Path = "/balena/overlay2/up/diff/etc/gone", Type = Images.EntryType.CharacterDevice }).File("/balena/overlay2/up/diff/opt", "no folder"), path), Is.EqualTo(layer));

    [TestCase("/etc/os-release", "upper")]
    [TestCase("/etc/hostname", "lower")]
    [TestCase("/etc/gone", null, Description = "a file that is called so hides it")]
    [TestCase("/opt/old", null, Description = "its folder is opaque")]
    public async Task So_are_the_branches_of_aufs(string path, string? layer) => Assert.That(
        await FindAsync(Store("aufs/diff/up", "aufs/diff/low").File("/balena/image/aufs/layerdb/mounts/c0/mount-id", "m0").File("/balena/aufs/layers/m0", "up\nlow\n").Folder("/balena/aufs/diff/m0")
            .File("/balena/aufs/diff/up/etc/.wh.gone", "").File("/balena/aufs/diff/up/opt/.wh..wh..opq", ""), path), Is.EqualTo(layer));

    static TreeSnapshotBuilder Store(string upper, string lower) => new TreeSnapshotBuilder().Link("/current", "hostapps/c0")
        .File($"/balena/{upper}/etc/os-release", "upper").File($"/balena/{lower}/etc/os-release", "lower").File($"/balena/{lower}/etc/hostname", "lower")
        .File($"/balena/{lower}/etc/gone", "lower").File($"/balena/{lower}/opt/old", "lower");

    static async Task<string?> FindAsync(TreeSnapshotBuilder slot, string path)
    {
        var device = Trial.Of("", file => file.In(state => state with { Partitions = state.Partitions.ToDictionary(one => one.Key, one => one.Key == "rootB" ? one.Value with { Tree = slot.Build() } : one.Value) })).Device;
        if (await Hostapp.OfAsync(device.Files, "rootB", default) is not { } hostapp) return "none";
        return await hostapp.FindAsync(device.Files, path, default) is { } place ? System.Text.Encoding.UTF8.GetString((await device.Files.ReadAsync(place, default))!) : null;
    }
}
