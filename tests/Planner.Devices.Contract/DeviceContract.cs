using Planner.Engine.Devices;

namespace Planner.Devices.Contract;

/// <summary>What all devices promise, tested on one device at a time. A device's tests derive each contract and say how such a device is made.</summary>
public abstract class DeviceContract
{
    /// <summary>The device under test, made anew for each test.</summary>
    protected IDevice Device { get; private set; } = null!;

    /// <summary>Makes a device of <see cref="ContractLayout"/> with the content of <see cref="ContractContent"/>, running slot A, its service running.</summary>
    /// <param name="board">The name of a board of the layout.</param>
    protected abstract Task<IDevice> MakeAsync(string board);

    /// <summary>The board that the next device is.</summary>
    protected virtual string Board => ContractLayout.Grub;

    [SetUp]
    public async Task MakeDeviceAsync() => Device = await MakeAsync(Board);

    [TearDown]
    public async Task DisposeOfDeviceAsync()
    {
        if (Device is not null) await Device.DisposeAsync();
    }

    /// <summary>A path from its text.</summary>
    protected static PartitionPath At(string text) => PartitionPath.TryParse(text, out var path) ? path : throw new ArgumentException(text);

    /// <summary>Asserts that the device refuses a call with a fault.</summary>
    protected static async Task RefusesAsync(DeviceFault fault, Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (DeviceException refused)
        {
            Assert.That(refused.Fault, Is.EqualTo(fault), refused.Message);
            Assert.That(refused.Tried, Is.Not.Empty);
            Assert.That(refused.Result, Is.Not.Empty);
            return;
        }

        Assert.Fail($"the call went well, instead of failing with {fault}");
    }

    /// <summary>Asserts that the device refuses a call, whatever the fault.</summary>
    protected static async Task RefusesAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (DeviceException refused)
        {
            Assert.That(refused.Tried, Is.Not.Empty);
            Assert.That(refused.Result, Is.Not.Empty);
            return;
        }

        Assert.Fail("the call went well, instead of being refused");
    }

    /// <summary>Writes a text.</summary>
    protected async Task WriteAsync(string path, string text) => await Device.Files.WriteAsync(At(path), System.Text.Encoding.UTF8.GetBytes(text), 0b110_100_100, default);

    /// <summary>A file's text, or null.</summary>
    protected async Task<string?> ReadAsync(string path) => await Device.Files.ReadAsync(At(path), default) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes) : null;
}
