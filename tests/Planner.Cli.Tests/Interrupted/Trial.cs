using System.Diagnostics;
using System.Text.Json.Nodes;
using Planner.Testing.Interrupting;

namespace Planner.Cli.Tests.Interrupted;

/// <summary>A copy of a bench on which an update is interrupted.</summary>
/// <param name="ground">What it is a copy of.</param>
/// <param name="folder">Its folder.</param>
sealed class Trial(Ground ground, string folder) : IDisposable
{
    readonly Dictionary<string, string> environment = new() { ["TMPDIR"] = Directory.CreateDirectory(Path.Join(folder, "tmp")).FullName };

    /// <summary>What it is a copy of.</summary>
    public Ground Ground => ground;

    /// <summary>Its folder.</summary>
    public string Folder => folder;

    /// <summary>Its device file.</summary>
    public string Device => Path.Join(folder, "device.yaml");

    /// <summary>Its plan.</summary>
    public string Plan => Path.Join(folder, "plans/resinos-2.x-to-2.x/1.0.0.yaml");

    /// <summary>Changes words of its plan or of its device file.</summary>
    public static void Change(string file, string words, string others)
    {
        var text = File.ReadAllText(file);
        Assert.That(text, Does.Contain(words));
        File.WriteAllText(file, text.Replace(words, others, StringComparison.Ordinal));
    }

    /// <summary>The command line of the update.</summary>
    /// <param name="image">Another image than that of the ground.</param>
    public string[] Update(string? image = null) => ["run", Plan, "--device", Device, "--to", Ground.Target, "--set", $"image={image ?? ground.Image}", "--json"];

    /// <summary>Runs the update.</summary>
    public Task<Stopped> RunAsync(StopPoint? point = null, Func<int, Call, Task>? whileHeld = null, string? image = null) => PlannerAsync(point, whileHeld, Update(image));

    /// <summary>Does what is done at every boot.</summary>
    public Task<Stopped> ResumeAsync(StopPoint? point = null) => PlannerAsync(point, null, "resume", "--device", Device, "--json");

    /// <summary>Takes the update back.</summary>
    public Task<Stopped> AbortAsync() => PlannerAsync(null, null, "abort", "--device", Device, "--json");

    /// <summary>What Planner says of the last run: <c>done</c>, <c>failed</c>…; null when it knows of none.</summary>
    public async Task<string?> StateAsync()
    {
        var result = await PlannerAsync(null, null, "status", "--device", Device, "--json");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        return (string?)JsonNode.Parse(result.Output)!["state"];
    }

    /// <summary>The bench as a power cut leaves it, at a point of the update: what was not written to the image files by then is lost. Null when the update ended before it.</summary>
    public async Task<Trial?> CutAsync(StopPoint point)
    {
        string? cut = null;
        await RunAsync(point with { How = Stop.Held }, async (_, _) => cut = await Ground.CopyAsync(folder));
        return cut is null ? null : new Trial(ground, cut);
    }

    /// <summary>Boots after a power cut: services are down at first, the board's loader chooses the slot by what is on the boot partition, the OS starts its services.</summary>
    public async Task PowerOnAsync()
    {
        var slot = await new GrubBoard(Trees.Image(folder, "boot")).StartAsync();
        Assert.That(slot, Is.Not.Null, "no slot boots");
        var file = Path.Join(folder, ".bench-state.json");
        var boots = File.Exists(file) ? (int)JsonNode.Parse(await File.ReadAllTextAsync(file))!["boots"]! : 1;
        await File.WriteAllTextAsync(file, new JsonObject { ["running"] = $"{slot}", ["boots"] = boots + 1 }.ToJsonString());
        await File.WriteAllTextAsync(Path.Join(folder, "supervisor-runs"), "");
    }

    /// <summary>A partition that was filled up has room again.</summary>
    public async Task EmptyAsync(string partition)
    {
        using var shell = Process.Start("unshare", ["--mount", "sh", "-c", "mkdir -p \"$2\" && mount -o loop \"$1\" \"$2\" && rm -f \"$2/$3\"", "sh", Path.Join(folder, $"{partition}.img"), Path.Join(folder, "tmp/emptied"), Trees.Filler]);
        await shell.WaitForExitAsync();
        Assert.That(shell.ExitCode, Is.Zero);
    }

    /// <summary>A program that stands in for one of the system's, for everything that is run from now on.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="script">A shell script; in it <c>real</c> is the system's program with the same arguments.</param>
    public void StandIn(string name, string script)
    {
        var programs = Directory.CreateDirectory(Path.Join(folder, "programs")).FullName;
        var file = Path.Join(programs, name);
        var real = new[] { "/usr/sbin", "/sbin", "/usr/bin", "/bin" }.Select(place => Path.Join(place, name)).First(File.Exists);
        File.WriteAllText(file, $"#!/bin/sh\nreal() {{ {real} \"$@\"; }}\n{script}\n");
        using (var mode = Process.Start("chmod", ["755", file])) mode.WaitForExit();
        environment["PATH"] = $"{programs}:{Environment.GetEnvironmentVariable("PATH")}";
    }

    /// <summary>The system's programs are back.</summary>
    public void WithoutStandIns() => environment.Remove("PATH");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    Task<Stopped> PlannerAsync(StopPoint? point, Func<int, Call, Task>? whileHeld, params string[] arguments) =>
        Stopper.RunAsync(PlannerProgram.Repository, [PlannerProgram.Path, .. arguments], point, whileHeld, environment);
}
