using System.Net;
using Planner.Testing;
using Planner.Testing.Interrupting;

namespace Planner.Cli.Tests.Interrupted;

/// <summary>The registry sends half a layer, the engine dies, Planner is killed: one of them or several, in the middle of the pull.</summary>
public sealed class NetworkTests
{
    TestEngine engine = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => engine = await TestEngine.StartAsync(null, "--max-download-attempts=1");

    [OneTimeTearDown]
    public async Task StopAsync() => await engine.DisposeAsync();

    [Test]
    public async Task A_registry_that_always_sends_half_a_layer_and_closes_undoes_everything()
    {
        using var trial = await CopyAsync();
        await using var registry = Serve(half: () => true, out var reference);
        var result = await trial.RunAsync(image: reference);
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        await IsWholeAsync(trial, result);
    }

    [Test]
    public async Task A_registry_that_sends_half_a_layer_once_is_asked_again()
    {
        using var trial = await CopyAsync();
        var times = 0;
        await using var registry = Serve(half: () => ++times == 1, out var reference);
        var result = await trial.RunAsync(image: reference);
        Assert.That((result.ExitCode, times > 1), Is.EqualTo((0, true)), result.ToString());
        await IsWholeAsync(trial, result);
    }

    [Test]
    public async Task Killed_while_half_a_layer_is_there_it_goes_on_and_ends_whole([Values] bool engineDies, [Values] bool registryStaysSo)
    {
        using var trial = await CopyAsync();
        var (isAsked, isDead) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var registry = Serve(half: () => !isDead.Task.IsCompleted || registryStaysSo, out var reference, Wait(isAsked, isDead));
        await KillAsync(trial, reference, isAsked, isDead, engineDies);
        if (engineDies) await engine.StartAgainAsync();
        var result = await trial.ResumeAsync();
        Assert.That(result.ExitCode, Is.EqualTo(registryStaysSo ? 1 : 0), result.ToString());
        await IsWholeAsync(trial, result);
    }

    [Test]
    public async Task Killed_together_with_an_engine_that_no_boot_brings_back_it_starts_it_and_undoes_everything()
    {
        using var trial = await CopyAsync();
        var (isAsked, isDead) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var registry = Serve(half: () => !isDead.Task.IsCompleted, out var reference, Wait(isAsked, isDead));
        await KillAsync(trial, reference, isAsked, isDead, engineDies: true);
        var resuming = trial.ResumeAsync();
        while (!resuming.IsCompleted && !File.Exists(Path.Join(trial.Folder, "engine-wanted"))) await Task.Delay(100);
        await engine.StartAgainAsync();
        await File.WriteAllTextAsync(Path.Join(trial.Folder, "engine-is-back"), "");
        var result = await resuming;
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(Path.Join(trial.Folder, "engine-wanted"), Does.Exist);
        await IsWholeAsync(trial, result);
    }

    static Func<Task> Wait(TaskCompletionSource isAsked, TaskCompletionSource isDead) => async () =>
    {
        isAsked.TrySetResult();
        await isDead.Task;
    };

    /// <summary>Runs the update and kills it once half a layer is there, after the engine if that dies too.</summary>
    async Task KillAsync(Trial trial, string reference, TaskCompletionSource isAsked, TaskCompletionSource isDead, bool engineDies)
    {
        using var program = PlannerProgram.Start(PlannerProgram.Repository, trial.Update(reference));
        var ending = program.EndAsync();
        Assert.That(await Task.WhenAny(isAsked.Task, ending), Is.SameAs(isAsked.Task), "it ended before it asked for a layer");
        if (engineDies) await engine.KillAsync();
        await program.SignalAsync("KILL");
        await ending;
        isDead.SetResult();
        Assert.That(await new Promises(trial).BrokenAtAnyMomentAsync(), Is.Empty);
    }

    async Task<Trial> CopyAsync()
    {
        var trial = await SharedGround.Shipped.CopyAsync();
        Trial.Change(trial.Device, "engine: { status: test ! -e engine-is-down }", $"engine: {{ socket: {engine.Socket}, start: 'touch engine-wanted && while ! test -e engine-is-back; do sleep 0.1; done' }}");
        return trial;
    }

    /// <summary>Serves the ground's image; of its first layer only the first half, then the connection is closed.</summary>
    static RegistryStandIn Serve(Func<bool> half, out string reference, Func<Task>? beforeTheEnd = null)
    {
        var image = SharedGround.Shipped.Layers;
        var layer = image.LayersOf(image.DigestOf(Bench.Tag)!)[0];
        var registry = RegistryStandIn.Serve(image, async (request, response) =>
        {
            if (!Asks(request, layer) || !half()) return true;
            if (request.Headers["Range"] is not null)
            {
                response.Abort();
                return false;
            }

            var content = await File.ReadAllBytesAsync(image.BlobPath(layer));
            response.ContentLength64 = content.Length;
            await response.OutputStream.WriteAsync(content.AsMemory(0, content.Length / 2));
            await response.OutputStream.FlushAsync();
            if (beforeTheEnd is not null) await beforeTheEnd();
            response.Abort();
            return false;
        });
        reference = $"{registry.Host}/os:{Bench.Tag}";
        return registry;
    }

    // Whole, or from somewhere to the end; Planner itself asks for a few bytes only.
    static bool Asks(HttpListenerRequest request, string layer) =>
        request.HttpMethod == "GET" && request.Headers["Range"]?.EndsWith('-') is not false && request.Url!.AbsolutePath.EndsWith(layer, StringComparison.Ordinal);

    async Task IsWholeAsync(Trial trial, Stopped result)
    {
        Assert.That(await new Promises(trial).BrokenAtTheEndAsync(result), Is.Empty, result.ToString());
        Assert.That((await PlannerProgram.RunProgramAsync("docker", "-H", $"unix://{engine.Socket}", "images", "--all", "--quiet")).Output, Is.Empty, "nothing of the run is left in the engine");
    }
}
