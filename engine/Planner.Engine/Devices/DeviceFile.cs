using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Engine.Devices;

/// <summary>One device: a bench of image files to work on, or a snapshot to simulate.</summary>
public sealed record DeviceFile
{
    /// <summary>The device's name.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence.</summary>
    public string Summary { get; init; } = "";

    /// <summary><c>name@version</c> of its layout.</summary>
    public required string Layout { get; init; }

    /// <summary>Its board: a device type of the layout.</summary>
    public required string Board { get; init; }

    /// <summary>What it differs in from the layout, by partition name.</summary>
    public IReadOnlyDictionary<string, PartitionOverride> Partitions { get; init; } = new Dictionary<string, PartitionOverride>();

    /// <summary>How a run is expected to end: for QA.</summary>
    public Expectation Expect { get; init; } = Expectation.Done;

    /// <summary>What makes it a bench, or null.</summary>
    public BenchSpec? Bench { get; init; }

    /// <summary>What makes it a simulated device, or null.</summary>
    public DeviceState? State { get; init; }

    /// <summary>Where the file was.</summary>
    public Position At { get; init; }
}

/// <summary>How a run on a device is expected to end.</summary>
public enum Expectation
{
    /// <summary>The new OS runs.</summary>
    Done,

    /// <summary>Undone, on the old OS.</summary>
    Failed,

    /// <summary>Refused before anything changed.</summary>
    Refused,
}

/// <summary>What one device's partition differs in from the layout.</summary>
/// <param name="Type">File system, or null for the layout's.</param>
/// <param name="Size">Bytes, or null for the layout's.</param>
public sealed record PartitionOverride(string? Type, long? Size);

/// <summary>Image files to work on instead of a machine.</summary>
/// <param name="Images">Image file of each partition, relative to the device file's folder.</param>
/// <param name="Running">The slot that runs when the bench is used for the first time.</param>
/// <param name="Commands">Commands in the place of services, by service name; they run in the device file's folder.</param>
/// <param name="Engine">The container engine, or null when it has none.</param>
/// <param name="Disk">Image file of the whole disk, relative to the device file's folder, in the place of <paramref name="Images"/>; else null.</param>
public sealed record BenchSpec(IReadOnlyDictionary<string, string> Images, string Running, IReadOnlyDictionary<string, ServiceCommands> Commands, BenchEngine? Engine, string? Disk = null)
{
    /// <summary>What stands for programs of the bench's OS, by their names: words of a shell, to which the arguments are added.</summary>
    public IReadOnlyDictionary<string, string> Programs { get; init; } = new Dictionary<string, string>();
}

/// <summary>The container engine of a bench: a real one, or a command that stands for its health.</summary>
/// <param name="Socket">Socket of a real engine, relative to the device file's folder; null for a bench without one.</param>
/// <param name="Start">Command that starts a real engine that is dead, or null where nothing does; it runs in the device file's folder.</param>
/// <param name="Status">Command that exits with 0 while a bench without a real engine counts as having a working one; else null.</param>
public sealed record BenchEngine(string? Socket, string? Start, string? Status);

/// <summary>A snapshot of a device: what the simulated device is made from.</summary>
public sealed record DeviceState
{
    /// <summary>The slot that runs, or null when the root is no slot.</summary>
    public string? Running { get; init; }

    /// <summary>The wall clock.</summary>
    public DateTimeOffset Clock { get; init; } = new(2018, 6, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether peers answer.</summary>
    public bool Online { get; init; } = true;

    /// <summary>Partitions by name.</summary>
    public IReadOnlyDictionary<string, PartitionSnapshot> Partitions { get; init; } = new Dictionary<string, PartitionSnapshot>();

    /// <summary>Units by service name: unit name to whether it runs.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, bool>> Services { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, bool>>();

    /// <summary>Services that run on the new OS only when this list lacks them: what a simulated new OS fails to start.</summary>
    public IReadOnlyList<string> Broken { get; init; } = [];

    /// <summary>The container engine.</summary>
    public EngineSnapshot Engine { get; init; } = new("docker", true, []);

    /// <summary>Containers of the engine by name, the oldest first.</summary>
    public IReadOnlyDictionary<string, ContainerSnapshot> Containers { get; init; } = new Dictionary<string, ContainerSnapshot>();

    /// <summary>Images that registries and folders offer, by reference.</summary>
    public IReadOnlyDictionary<string, ImageSnapshot> Images { get; init; } = new Dictionary<string, ImageSnapshot>();

    /// <summary>Files that web servers offer, by URL.</summary>
    public IReadOnlyDictionary<string, DownloadSnapshot> Downloads { get; init; } = new Dictionary<string, DownloadSnapshot>();

    /// <summary>Programs of the OS that plans run: those not named work.</summary>
    public IReadOnlyDictionary<string, ProgramState> Programs { get; init; } = new Dictionary<string, ProgramState>();

    /// <summary>Another updater that holds a lock of the layout, or null.</summary>
    public string? LockedBy { get; init; }

    /// <summary>Update locks that applications hold.</summary>
    public IReadOnlyList<HeldUpdateLock> UpdateLocks { get; init; } = [];

    /// <summary>What it takes to make the device go down; null when nothing does.</summary>
    public DownBy? GoesDown { get; init; } = DownBy.Asked;
}

/// <summary>An update lock that an application of a simulated device holds.</summary>
/// <param name="Place">Where, like <c>data:/apps/7/update.lock</c>: one of the layout's update locks.</param>
/// <param name="For">How long from the beginning, or null for ever.</param>
public sealed record HeldUpdateLock(string Place, TimeSpan? For);

/// <summary>How a program of a simulated device is.</summary>
public enum ProgramState
{
    /// <summary>It does what its step declares.</summary>
    Works,

    /// <summary>It does that, and then says that it failed.</summary>
    Fails,

    /// <summary>It does half of that, and says that it failed: one that installs an OS and switches does not come to the switch.</summary>
    BreaksOff,

    /// <summary>It is not installed.</summary>
    Missing,
}

/// <summary>What makes a device go down.</summary>
public enum DownBy
{
    /// <summary>Asking the init system.</summary>
    Asked,

    /// <summary>The init system, by force.</summary>
    Forced,

    /// <summary>Only the kernel.</summary>
    Kernel,
}

/// <summary>A partition's content.</summary>
/// <param name="Size">Bytes, or null for the layout's size.</param>
/// <param name="Type">File system, or null for the layout's; <c>none</c> for an unformatted one.</param>
/// <param name="Id">Partition identity, or null to make one of its name.</param>
/// <param name="Other">Bytes in use beside the files listed.</param>
/// <param name="Tree">Its files.</param>
public sealed record PartitionSnapshot(long? Size, string? Type, string? Id, long Other, TreeSnapshot Tree);

/// <summary>A file tree with the contents of its small files.</summary>
/// <param name="Manifest">Every entry.</param>
/// <param name="Contents">Contents of files that the engine may read, by digest.</param>
public sealed record TreeSnapshot(TreeManifest Manifest, IReadOnlyDictionary<string, byte[]> Contents);

/// <summary>A container engine's state.</summary>
/// <param name="Kind"><c>docker</c>, <c>balena</c> or <c>none</c>.</param>
/// <param name="Ready">Whether it answers.</param>
/// <param name="Holds">References that it holds already; each is also under images.</param>
public sealed record EngineSnapshot(string Kind, bool Ready, IReadOnlyList<string> Holds);

/// <summary>A container.</summary>
/// <param name="Image">The image that it was made of.</param>
/// <param name="Running">Whether it runs.</param>
/// <param name="Restart">When the engine starts it by itself.</param>
/// <param name="RemovesItself">Whether it is removed as soon as it stops.</param>
public sealed record ContainerSnapshot(string Image, bool Running, RestartPolicy Restart, bool RemovesItself)
{
    /// <summary>The container of a name; its id is made of that.</summary>
    public ContainerState Of(string name) => new($"container-{name}", name, Image, Running, Restart, RemovesItself);
}

/// <summary>An image that can be had.</summary>
/// <param name="Digest">Digest of its manifest.</param>
/// <param name="Architecture">OCI platform.</param>
/// <param name="Packed">Bytes to fetch.</param>
/// <param name="Unpacked">Bytes unpacked.</param>
/// <param name="Tree">Its merged tree.</param>
/// <param name="Authentic">False when what is fetched does not match the digest.</param>
public sealed record ImageSnapshot(string Digest, string Architecture, long Packed, long Unpacked, TreeSnapshot Tree, bool Authentic);

/// <summary>A file that can be fetched.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">SHA-256 of its content in lower-case hex.</param>
/// <param name="Content">Its content, or null when only the digest is known.</param>
public sealed record DownloadSnapshot(long Size, string Sha256, byte[]? Content);
