using System.Net;
using Planner.Testing;

namespace Planner.Cli.Tests;

/// <summary>The shipped plan of 1.1.0: real updates whose image comes from its registry straight onto the slot.</summary>
public sealed class StraightUpdateTests
{
    const string Plan = "plans/resinos-2.x-to-2.x/1.1.0.yaml";

    [Test]
    public async Task Updates_a_bench_without_an_engine_that_fetches()
    {
        using var bench = await Bench.MakeAsync();
        var kept = await bench.ReadAsync("boot");
        bench.Image();
        var fetched = 0L;
        await using var registry = RegistryStandIn.Serve(bench.LastImage, (request, _) =>
        {
            if (IsLayer(request, bench)) Interlocked.Increment(ref fetched);
            return Task.FromResult(true);
        });
        var result = await RunAsync(bench, registry);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        var (slot, boot) = (await bench.ReadAsync("rootB"), await bench.ReadAsync("boot"));
        await Assert.MultipleAsync(async () =>
        {
            Assert.That(fetched, Is.EqualTo(1), "the layer is fetched once");
            Assert.That(slot.Keys, Is.SupersetOf(new[] { "etc/os-release", "etc/added.conf", "etc/hosts", "bin/ash", "bin/init", "resin-boot/new.efi", "quirks/etc/hosts" }).And.No.Member("etc/gone.conf").And.No.Member(".planner-contents"));
            Assert.That(await bench.StatAsync("rootB", "/bin/busybox"), Does.Contain("Mode:  04755"));
            Assert.That(await bench.TextAsync("rootB", "/etc/hosts"), Is.EqualTo("127.0.0.1 intel-nuc\n"), "the quirk is over it");
            Assert.That(slot["bin/sh"], Is.EqualTo("link to busybox"));
            Assert.That(await bench.TextAsync("boot", "/new.efi"), Is.EqualTo("new loader"));
            foreach (var name in (string[])["config.json", "splash/resin-logo.png", "system-connections/office"]) Assert.That(boot[name], Is.EqualTo(kept[name]), name);
            Assert.That(await bench.TextAsync("boot", "/grubenv"), Does.Contain("resin_root_part=3\n").And.Contain("upgrade_available=0\n"));
            Assert.That((await bench.ReadAsync("data")).Keys, Does.Contain("remove_me_to_reset"));
            Assert.That(bench.SupervisorRuns, Is.True);
        });
    }

    [Test]
    public async Task A_layer_with_another_digest_is_not_authentic_and_only_scratch_was_touched()
    {
        using var bench = await Bench.MakeAsync();
        bench.Image();
        await RefusesAsync(bench, async (request, response) =>
        {
            if (!IsLayer(request, bench)) return true;
            var content = await File.ReadAllBytesAsync(bench.LastImage.BlobPath(LayerOf(bench)));
            content[content.Length / 2] ^= 1;
            await response.OutputStream.WriteAsync(content);
            return false;
        });
    }

    [Test]
    public async Task A_layer_without_end_is_not_authentic_and_only_scratch_was_touched()
    {
        using var bench = await Bench.MakeAsync();
        bench.Image();
        await RefusesAsync(bench, async (request, response) =>
        {
            if (!IsLayer(request, bench)) return true;
            response.SendChunked = true;
            while (true) await response.OutputStream.WriteAsync(new byte[1 << 20]);
        });
    }

    [Test]
    public async Task An_image_that_leaves_the_slot_is_not_authentic_and_only_scratch_was_touched()
    {
        using var bench = await Bench.MakeAsync();
        bench.Image();
        bench.LastImage.Add("hostile", "amd64", Packing.Gzip, new LayerBuilder().Folder("etc").File("etc/os-release", "ID=resin-os\nVERSION=2.3.0+rev1\n").File("../../evil", "e"));
        await RefusesAsync(bench, (_, _) => Task.FromResult(true), "hostile");
    }

    [Test]
    public async Task Killed_while_the_image_comes_it_begins_with_the_slot_anew_and_ends()
    {
        using var bench = await Bench.MakeAsync();
        bench.Image(ballast: 2);
        var (isAsked, isDead) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var registry = RegistryStandIn.Serve(bench.LastImage, async (request, response) =>
        {
            if (!IsLayer(request, bench) || isDead.Task.IsCompleted) return true;
            var content = await File.ReadAllBytesAsync(bench.LastImage.BlobPath(LayerOf(bench)));
            response.ContentLength64 = content.Length;
            await response.OutputStream.WriteAsync(content.AsMemory(0, content.Length / 2));
            await response.OutputStream.FlushAsync();
            isAsked.TrySetResult();
            await isDead.Task;
            response.Abort();
            return false;
        });
        using (var program = PlannerProgram.Start(PlannerProgram.Repository, Command(bench, registry)))
        {
            var ending = program.EndAsync();
            Assert.That(await Task.WhenAny(isAsked.Task, ending), Is.SameAs(isAsked.Task), "it ended before it asked for a layer");
            await program.SignalAsync("KILL");
            await ending;
        }

        isDead.SetResult();
        var result = await PlannerProgram.RunAsync("resume", "--device", bench.Device);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(await bench.TextAsync("boot", "/grubenv"), Does.Contain("resin_root_part=3\n").And.Contain("upgrade_available=0\n"));
        Assert.That((await bench.ReadAsync("rootB")).Keys, Does.Contain("bin/ballast").And.No.Member(".planner-contents"));
    }

    static async Task RefusesAsync(Bench bench, Func<HttpListenerRequest, HttpListenerResponse, Task<bool>> letThrough, string tag = Bench.Tag)
    {
        await using var registry = RegistryStandIn.Serve(bench.LastImage, letThrough);
        var before = await bench.EverythingAsync();
        var result = await RunAsync(bench, registry, tag);
        Assert.That(result.ExitCode, Is.EqualTo(7), result.ToString());
        Assert.That(await bench.EverythingAsync(), Is.EqualTo(before));
        Assert.That((await bench.ReadAsync("rootB")).Keys.Where(name => !name.StartsWith(".planner-contents", StringComparison.Ordinal)), Is.Empty, "nothing of the image has its name");
    }

    static string LayerOf(Bench bench) => bench.LastImage.LayersOf(bench.LastImage.DigestOf(Bench.Tag)!)[0];

    // The layer, and not the few bytes of it that tell its size.
    static bool IsLayer(HttpListenerRequest request, Bench bench) => request.Url!.AbsolutePath.EndsWith(LayerOf(bench), StringComparison.Ordinal) && request.Headers["Range"]?.EndsWith('-') != false;

    static Task<Result> RunAsync(Bench bench, RegistryStandIn registry, string tag = Bench.Tag) => PlannerProgram.RunAsync(Command(bench, registry, tag));

    static string[] Command(Bench bench, RegistryStandIn registry, string tag = Bench.Tag) => bench.Update(Plan, $"{registry.Host}/os:{tag}", "2.3.0+rev1", []);
}
