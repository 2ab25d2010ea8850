using Planner.Engine.Devices;

namespace Planner.Devices.Contract;

/// <summary>What <see cref="IUpdateLocks"/> promises.</summary>
public abstract class UpdateLocksContract : DeviceContract
{
    /// <summary>Lets an application hold a lock of the layout, in the way that its place asks for.</summary>
    protected abstract Task HoldAsync(string place);

    [Test]
    public async Task Are_taken_where_no_application_holds_one() => Assert.That(await Device.UpdateLocks.TakeAsync(default), Is.Empty);

    [TestCase("data:/resin-data/7/update.lock")]
    [TestCase("data:/held/7/main/update.lock")]
    [TestCase("/tmp/apps/7/update.lock")]
    [TestCase("/tmp/app/update.lock")]
    public async Task Are_not_taken_while_an_application_holds_one(string place)
    {
        await HoldAsync(place);
        Assert.That(await Device.UpdateLocks.TakeAsync(default), Has.Exactly(1).StartsWith(place));
        Assert.That(await Device.UpdateLocks.TakeAsync(default), Has.Count.EqualTo(1), "asking does not change the answer");
    }

    [Test]
    public async Task Every_held_one_is_told_in_order()
    {
        foreach (var place in (string[])["data:/resin-data/7/update.lock", "/tmp/app/update.lock", "data:/resin-data/12/update.lock"]) await HoldAsync(place);
        Assert.That(await Device.UpdateLocks.TakeAsync(default), Is.EqualTo(new[] { "/tmp/app/update.lock", "data:/resin-data/12/update.lock", "data:/resin-data/7/update.lock" }));
    }

    [Test]
    public async Task A_file_that_only_has_to_be_there_holds_its_lock_until_it_is_deleted()
    {
        await WriteAsync("data:/resin-data/9/update.lock", "");
        Assert.That(await Device.UpdateLocks.TakeAsync(default), Is.EqualTo(new[] { "data:/resin-data/9/update.lock" }));
        await Device.Files.DeleteAsync(At("data:/resin-data/9/update.lock"), default);
        Assert.That(await Device.UpdateLocks.TakeAsync(default), Is.Empty);
    }

    [Test]
    public async Task A_file_that_nobody_holds_holds_nothing_where_a_process_must_hold_it()
    {
        await WriteAsync("data:/held/7/main/update.lock", "");
        Assert.That(await Device.UpdateLocks.TakeAsync(default), Is.Empty);
    }

    [TestCase("data:/resin-data/update.lock")]
    [TestCase("data:/resin-data/7/deeper/update.lock")]
    [TestCase("data:/resin-data/7/update.locked")]
    public async Task A_file_in_another_place_holds_nothing(string path)
    {
        await WriteAsync(path, "");
        Assert.That(await Device.UpdateLocks.TakeAsync(default), Is.Empty);
    }

    [Test]
    public async Task What_is_taken_keeps_nobody_from_booting_the_device()
    {
        await WriteAsync("data:/held/7/main/update.lock", "");
        await Device.UpdateLocks.TakeAsync(default);
        await Device.Power.RebootAsync(default);
        Assert.That(await Device.UpdateLocks.TakeAsync(default), Is.Empty);
        await Device.UpdateLocks.ReleaseAsync(default);
        await Device.UpdateLocks.ReleaseAsync(default);
    }
}
