using System.Diagnostics;
using CliWrap;
using CliWrap.Buffered;

namespace Planner.Mutation;

/// <summary>Tries mutants, two at a time: each is compiled, and another process with that engine explores until something is broken.</summary>
/// <param name="top">The top of the repository.</param>
sealed class Trials(string top) : IDisposable
{
    /// <summary>What the process that explores is told when two faults strike.</summary>
    internal const string Pairs = "pairs";

    const string Single = "single";
    const int AtOnce = 2;

    static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    readonly string scratch = Directory.CreateTempSubdirectory("mutation.").FullName;
    readonly SemaphoreSlim one = new(1);
    readonly Dictionary<(string Name, bool Pairs), IReadOnlyList<string>> known = [];

    string Ends => Path.Combine(scratch, "ends");

    public void Dispose() => one.Dispose();

    /// <summary>Tries them and tells; the exit code.</summary>
    internal async Task<int> RunAsync(IReadOnlyList<Mutant> mutants)
    {
        try
        {
            var compiler = await Compiler.OfAsync(top, scratch);
            await EndAsync();
            var (watch, verdicts) = (Stopwatch.StartNew(), new Verdict[mutants.Count]);
            await Parallel.ForAsync(0, mutants.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (index, _) =>
            {
                var began = watch.Elapsed;
                var verdict = verdicts[index] = await TryAsync(mutants[index], compiler);
                Console.WriteLine($"{(verdict.IsCaught ? "caught  " : "SURVIVES")} {verdict.Mutant.Id} ({(watch.Elapsed - began).TotalSeconds:0} s)\n           {verdict.Mutant.Means}\n           {verdict.How}");
                if (mutants.Count == 1) foreach (var line in verdict.Story) Console.WriteLine($"             {line}");
            });
            var survivors = verdicts.Where(verdict => !verdict.IsCaught).ToList();
            Console.WriteLine($"\n{mutants.Count - survivors.Count} of {mutants.Count} mutants caught in {watch.Elapsed.TotalMinutes:0.0} minutes");
            foreach (var survivor in survivors) Console.WriteLine($"SURVIVES {survivor.Mutant.Id}: {survivor.How}");
            return survivors.Count == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(scratch, true);
        }
    }

    /// <summary>How the engine as it is leaves the devices. Two processes must agree about it, or every mutant would be caught by what they see differently.</summary>
    async Task EndAsync()
    {
        var ends = await Breaks.EndsAsync(top);
        await Cli.Wrap("dotnet").WithWorkingDirectory(top).WithArguments([Path.Combine(AppContext.BaseDirectory, "Planner.Mutation.dll"), "ends", Ends]).ExecuteAsync();
        var differing = ends.Except(await File.ReadAllLinesAsync(Ends)).Select(line => line.Split('\t')[0]).ToList();
        if (differing.Count > 0) throw new InvalidOperationException($"another process leaves the device otherwise: {string.Join(", ", differing)}");
    }

    async Task<Verdict> TryAsync(Mutant mutant, Compiler compiler)
    {
        if (mutant.WhyNotIn(top, out var changed) is { } wrong) return new Verdict(mutant, false, wrong, []);
        var folder = Path.Combine(scratch, mutant.Id);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.TopDirectoryOnly)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        if (await compiler.CompileAsync(mutant.File, changed, folder) is { } said) return new Verdict(mutant, false, "it does not compile", said.Split('\n'));
        while (true)
        {
            var lines = await ExploreAsync(mutant, folder);
            // What another engine breaks as well says nothing about this one.
            if (lines.Length < 2 || !(await KnownInAsync(lines[0], mutant.NeedsPairs)).Contains(lines[0])) return new Verdict(mutant, lines.Length > 1, lines[lines.Length > 1 ? 1 : 0], lines[1..]);
        }
    }

    /// <summary>What is found to be broken, its key first; one line when nothing is.</summary>
    async Task<string[]> ExploreAsync(Mutant mutant, string folder)
    {
        var ignored = Path.Combine(folder, "known");
        await one.WaitAsync();
        await File.WriteAllLinesAsync(ignored, known.Where(one => one.Key.Pairs == mutant.NeedsPairs).SelectMany(one => one.Value));
        one.Release();
        using var time = new CancellationTokenSource(Longest);
        try
        {
            var result = await Cli.Wrap("dotnet").WithWorkingDirectory(top).WithArguments([Path.Combine(folder, "Planner.Mutation.dll"), "explore", mutant.NeedsPairs ? Pairs : Single, ignored, Ends])
                .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(time.Token);
            if (result.ExitCode is 0 or 1) return result.StandardOutput.TrimEnd().Split('\n');
            return [$"the process that explores ends with {result.ExitCode}: {result.StandardError.Split('\n')[0]}"];
        }
        catch (OperationCanceledException)
        {
            return [$"nothing was found within {Longest.TotalMinutes:0} minutes"];
        }
    }

    /// <summary>What the engine as it is breaks in the same exploration.</summary>
    async Task<IReadOnlyList<string>> KnownInAsync(string key, bool pairs)
    {
        await one.WaitAsync();
        try
        {
            if (Explored.All(top, pairs).FirstOrDefault(explored => key.StartsWith(explored.Name + ": ", StringComparison.Ordinal)) is not { } same) return [];
            if (!known.TryGetValue((same.Name, pairs), out var keys)) known[(same.Name, pairs)] = keys = [.. (await Breaks.OfAsync(same, null, false)).Select(broken => broken.Key)];
            return keys;
        }
        finally
        {
            one.Release();
        }
    }
}

/// <summary>What became of a mutant.</summary>
/// <param name="Mutant">Which one.</param>
/// <param name="IsCaught">Whether something was broken that is not otherwise.</param>
/// <param name="How">What, in one line.</param>
/// <param name="Story">How it comes about.</param>
sealed record Verdict(Mutant Mutant, bool IsCaught, string How, IReadOnlyList<string> Story);
