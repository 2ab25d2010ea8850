using Planner.Devices.Contract;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Simulated.Tests.Contract;

/// <summary>The simulated device of the contract suite.</summary>
static class ContractDevice
{
    public static ImageReference FolderImage { get; } = ImageReference.Parse("oci:images/os:next")!;

    public static ImageReference ForeignImage { get; } = ImageReference.Parse("oci:images/os:foreign")!;

    public static ImageReference DamagedImage { get; } = ImageReference.Parse("oci:images/os:damaged")!;

    public static ImageReference MissingImage { get; } = ImageReference.Parse("oci:images/os:missing")!;

    public static ImageReference RegistryImage { get; } = ImageReference.Parse("registry.example/os:next")!;

    public static DeviceFile File(string board) => new()
    {
        Name = "contract",
        Layout = ContractLayout.Layout.Id,
        Board = board,
        State = new DeviceState
        {
            Running = "A",
            Programs = new Dictionary<string, ProgramState> { ["nowhere"] = ProgramState.Missing, ["stumble"] = ProgramState.Fails },
            Partitions = ContractContent.Partitions.ToDictionary(pair => pair.Key, pair => new PartitionSnapshot(null, null, null, 1 << 20, pair.Value)),
            Services = new Dictionary<string, IReadOnlyDictionary<string, bool>> { ["supervisor"] = new Dictionary<string, bool> { ["supervisor.service"] = true } },
            Images = new Dictionary<string, ImageSnapshot>
            {
                [FolderImage.Text] = Image('1', "amd64", true),
                [ForeignImage.Text] = Image('2', "arm/v7", true),
                [DamagedImage.Text] = Image('3', "amd64", false),
                [RegistryImage.Text] = Image('1', "amd64", true),
            },
        },
    };

    public static Task<IDevice> MakeAsync(string board) => Task.FromResult<IDevice>(SimulatedStart.Of(File(board), ContractLayout.Layout).Begin());

    static ImageSnapshot Image(char digit, string architecture, bool authentic) =>
        new("sha256:" + new string(digit, 64), architecture, 5000, 9000, ContractContent.Image, authentic);
}
