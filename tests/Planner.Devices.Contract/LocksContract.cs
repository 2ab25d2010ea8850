using Planner.Engine.Devices;

namespace Planner.Devices.Contract;

/// <summary>What <see cref="ILocks"/> promises.</summary>
public abstract class LocksContract : DeviceContract
{
    /// <summary>The same device, as a second process would open it.</summary>
    protected abstract Task<IDevice> MakeAnotherAsync(IDevice device);

    [Test]
    public async Task A_free_lock_is_taken() => Assert.That(await Device.Locks.TakeAsync(default), Is.Null);

    [Test]
    public async Task Nobody_else_gets_a_lock_that_is_held()
    {
        await Device.Locks.TakeAsync(default);
        await using var other = await MakeAnotherAsync(Device);
        Assert.That(await other.Locks.TakeAsync(default), Is.Not.Null.And.Not.Empty);
        Assert.That(await other.Locks.TakeAsync(default), Is.Not.Null, "asking does not change the answer");
    }

    [Test]
    public async Task A_released_lock_is_free()
    {
        await Device.Locks.TakeAsync(default);
        await Device.Locks.ReleaseAsync(default);
        await using var other = await MakeAnotherAsync(Device);
        Assert.That(await other.Locks.TakeAsync(default), Is.Null);
        await other.Locks.ReleaseAsync(default);
    }

    [Test]
    public async Task Releasing_what_was_not_taken_leaves_the_holder_its_lock()
    {
        await Device.Locks.TakeAsync(default);
        await using var other = await MakeAnotherAsync(Device);
        await other.Locks.TakeAsync(default);
        await other.Locks.ReleaseAsync(default);
        Assert.That(await other.Locks.TakeAsync(default), Is.Not.Null);
    }

    [Test]
    public async Task A_device_that_is_closed_holds_no_lock()
    {
        await using (var other = await MakeAnotherAsync(Device))
            Assert.That(await other.Locks.TakeAsync(default), Is.Null);
        Assert.That(await Device.Locks.TakeAsync(default), Is.Null);
    }
}
