using System.Text;
using Planner.Devices.Contract;
using Planner.Engine.Devices;
using Planner.Engine.Devices.Files;
using Planner.Engine.Language;

namespace Planner.Devices.Simulated.Tests.Files;

/// <summary>Reads device files of the contract's layout.</summary>
static class Check
{
    /// <summary>The least that a snapshot needs; a test adds lines to it.</summary>
    public const string Snapshot = """
        device: mine
        language: 1
        layout: contract@1.0.0
        board: grub-board
        state:
          running: A
          partitions: { boot: {}, rootA: {}, rootB: {}, state: {}, data: {} }

        """;

    /// <summary>The least that a bench needs.</summary>
    public const string Bench = """
        device: mine
        language: 1
        layout: contract@1.0.0
        board: grub-board
        images: { boot: boot.img, rootA: rootA.img, rootB: rootB.img, state: state.img, data: data.img }

        """;

    /// <summary>The device that a text describes, or null, and its problems as <c>line:column: CODE: message</c>.</summary>
    public static (DeviceFile? Device, IReadOnlyList<string> Problems) Read(string yaml, params (string Name, string Text)[] side)
    {
        var context = new ReadContext();
        var device = DeviceFileReader.Read("d.yaml", Encoding.UTF8.GetBytes(yaml), new LayoutSet(ContractLayout.Layout), name => Array.Find(side, file => file.Name == name).Text is { } text ? Encoding.UTF8.GetBytes(text) : null, context);
        return (device, [.. context.Problems.Select(problem => problem.ToString().Replace("d.yaml:", "", StringComparison.Ordinal))]);
    }

    /// <summary>The device that a text describes.</summary>
    public static DeviceFile Device(string yaml, params (string Name, string Text)[] side)
    {
        var (device, problems) = Read(yaml, side);
        Assert.That(problems, Is.Empty);
        return device!;
    }

    /// <summary>Asserts that a text is refused with exactly one problem that begins so.</summary>
    public static void Says(string problem, string yaml, params (string Name, string Text)[] side)
    {
        var (device, problems) = Read(yaml, side);
        Assert.That(problems, Has.Count.EqualTo(1), string.Join('\n', problems));
        Assert.That(problems[0], Does.StartWith(problem));
        Assert.That(device, Is.Null);
    }
}
