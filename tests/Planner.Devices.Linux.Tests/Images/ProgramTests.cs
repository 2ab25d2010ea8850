using CliWrap;
using CliWrap.Buffered;
using Planner.Devices.Contract;
using Planner.Devices.Linux.Containers;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;
using Planner.Testing;

namespace Planner.Devices.Linux.Tests.Images;

[NeedsRoot]
public sealed class Programs_of_images_on_a_bench : ProgramsContract
{
    const string Source = """
        #include <fcntl.h>
        #include <stdio.h>
        #include <string.h>
        #include <unistd.h>
        static int mark(const char *path) {
          FILE *file = fopen(path, "w");
          return file == NULL || fputs("marked by a program\n", file) < 0 || fclose(file) != 0;
        }
        static int weigh(const char *path) {
          char head[512];
          FILE *file = fopen(path, "r");
          if (file == NULL || fread(head, 1, sizeof head, file) != sizeof head) return 4;
          long all = sizeof head;
          for (size_t got; (got = fread(head, 1, sizeof head, file)) > 0; all += (long)got) { }
          printf("%ld bytes\n", all);
          return all < 4096;
        }
        int main(int count, char **words) {
          if (strcmp(words[0], "/mark") == 0) return mark("/mnt/boot/config.json");
          if (strcmp(words[0], "/scrawl") == 0) return mark("/mnt/active/scrawl") ? 9 : 0;
          if (strcmp(words[0], "/weigh") == 0) return weigh(words[1]);
          if (strcmp(words[0], "/leave") == 0) return 0;
          puts("stumbled");
          return 3;
        }
        """;

    TestEngine engine = null!;
    TestRegistry registry = null!;
    string name = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        engine = await TestEngine.StartAsync();
        registry = await TestRegistry.StartAsync();
        var folder = Directory.CreateTempSubdirectory("planner-programs-").FullName;
        await File.WriteAllTextAsync(Path.Join(folder, "program.c"), Source);
        await Cli.Wrap("gcc").WithArguments(["-static", "-O1", "-o", Path.Join(folder, "program"), Path.Join(folder, "program.c")]).ExecuteBufferedAsync();
        var (layer, program) = (new LayerBuilder(), await File.ReadAllBytesAsync(Path.Join(folder, "program")));
        foreach (var one in new[] { "mark", "stumble", "scrawl", "weigh", "leave" }) layer.Add(one, '0', program, 0x1ED);
        var image = new OciFolderBuilder(Path.Join(folder, "image"));
        image.Add("programs", "amd64", Packing.Gzip, layer);
        name = await registry.PushAsync(image.Path, "programs", "contract/programs:1");
        Directory.Delete(folder, recursive: true);
    }

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        if (registry is not null) await registry.DisposeAsync();
        if (engine is not null) await engine.DisposeAsync();
    }

    [Test]
    public async Task What_is_only_read_can_not_be_written_to()
    {
        Assert.That((await RunAsync("/scrawl", [new("/mnt/active", "rootA", null, IsReadOnly: true)])).ExitCode, Is.EqualTo(9));
        Assert.That(await Device.Files.StatAsync(At("rootA:/scrawl"), default), Is.Null);
    }

    [Test]
    public async Task An_archive_is_read_to_its_end()
    {
        var result = await RunAsync("/weigh", [], "/image.tar");
        Assert.That(result.ExitCode, Is.Zero, result.LastLines);
        Assert.That(result.LastLines, Does.Match("^[0-9]+ bytes$"));
    }

    [Test]
    public async Task An_archive_that_nobody_reads_keeps_nobody_waiting()
    {
        var before = Directory.GetFiles("/run", "planner-*.tar");
        Assert.That((await RunAsync("/leave", [], "/image.tar")).ExitCode, Is.Zero);
        Assert.That(Directory.GetFiles("/run", "planner-*.tar"), Is.SubsetOf(before));
    }

    [Test]
    public async Task A_container_that_an_earlier_try_left_makes_way()
    {
        await engine.ImportAsync("contract/app:1");
        await engine.RunAsync("planner-run-8", "contract/app:1");
        Assert.That((await RunAsync("/leave", [])).ExitCode, Is.Zero);
        Assert.That(await Device.Containers.ContainersAsync(default), Is.Empty);
    }

    [Test]
    public async Task A_path_of_the_os_that_a_bench_does_not_have_is_left_out() =>
        Assert.That((await RunAsync("/leave", [new("/dev/disk", null, "/dev/disk", IsReadOnly: true)])).ExitCode, Is.Zero);

    protected override async Task<PinnedImage> ImageAsync()
    {
        var image = (await Device.Images.ResolveAsync(ImageReference.Parse(name)!, default)).Image;
        await Device.Containers.PullAsync(image, null, default);
        return image;
    }

    protected override async Task<IDevice> MakeAsync(string board)
    {
        var file = TestBench.File(board);
        return await TestBench.Make().OpenAsync(file with { Bench = file.Bench! with { Engine = new BenchEngine(engine.Socket, null, null) } }, LinuxEngine.Make);
    }

    async Task<Engine.Devices.CommandResult> RunAsync(string program, IReadOnlyList<ContainerMount> mounts, string? archive = null)
    {
        var image = await ImageAsync();
        string[] line = archive is null ? [program] : [program, archive];
        var command = new PlanCommand(line, CommandUse.Apply, "run/8", [Effect.Changes(ResourceKind.System)]) { Archive = archive is null ? null : new ImageArchive(image, archive) };
        return await Device.Containers.RunAsync(new ContainerRun(command, image, "planner-run-8", mounts, UsesNetwork: false), default);
    }
}
