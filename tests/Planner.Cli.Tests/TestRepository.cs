namespace Planner.Cli.Tests;

/// <summary>A signed repository in a bench's folder: plans that lead no farther than one release each, and layouts.</summary>
sealed class TestRepository
{
    const string Plan = "plans/resinos-2.x-to-2.x/1.0.0.yaml";
    const string Layout = "layouts/resinos-2.x/1.0.0.yaml";

    readonly Bench bench;

    TestRepository(Bench bench) => this.bench = bench;

    internal string Folder => Path.Join(bench.Folder, "repository");

    internal string Keys => Path.Join(bench.Folder, "keys");

    internal string Root => Path.Join(bench.Folder, "root.json");

    /// <summary>Makes one with a release for each version, and publishes it.</summary>
    internal static async Task<TestRepository> MakeAsync(Bench bench, params string[] versions)
    {
        var made = new TestRepository(bench);
        var plan = await File.ReadAllTextAsync(Path.Join(PlannerProgram.Repository, Plan));
        made.Write(Layout, await File.ReadAllTextAsync(Path.Join(PlannerProgram.Repository, "plans", Layout)));
        foreach (var version in versions)
        {
            var image = bench.Image(version);
            // Each plan leads to one release: so there is a way to go.
            var name = $"to-{version[..3]}";
            made.Write($"plans/{name}/1.0.0.yaml", plan.Replace("plan: resinos-2.x-to-2.x", $"plan: {name}", StringComparison.Ordinal).Replace("target.version: \">=2.2.0+rev1 <2.5.1+rev1\"", $"target.version: \"{version}\"", StringComparison.Ordinal)
                .Replace("os.version: \">=2.0.0+rev1 <2.5.1+rev1\"", $"os.version: \">=2.0.0+rev1 <{version}\"", StringComparison.Ordinal));
            await GoodAsync("release", "add", made.Folder, "--version", version, "--type", "intel-nuc", "--image", $"oci:{Path.Join(bench.Folder, image["oci:".Length..])}");
        }

        foreach (var role in (string[])["root", "targets", "snapshot", "timestamp"]) await GoodAsync("key", "new", role, "--keys", made.Keys);
        await made.PublishAsync();
        File.Copy(Path.Join(made.Folder, "metadata/1.root.json"), made.Root);
        return made;
    }

    internal Task PublishAsync() => GoodAsync("publish", Folder, "--keys", Keys);

    /// <summary>Makes it two hops: 2.4.0 is reached from the release before it alone.</summary>
    internal async Task LimitAsync()
    {
        var path = Path.Join(Folder, "plans/to-2.4/1.0.0.yaml");
        Write("plans/to-2.4/2.0.0.yaml", (await File.ReadAllTextAsync(path)).Replace("version: 1.0.0", "version: 2.0.0", StringComparison.Ordinal).Replace("os.version: \">=2.0.0+rev1 <2.4.0+rev1\"", "os.version: \">=2.3.0+rev1 <2.4.0+rev1\"", StringComparison.Ordinal));
        File.Delete(path);
        await PublishAnewAsync();
    }

    /// <summary>Publishes it as if nothing had been before.</summary>
    internal async Task PublishAnewAsync()
    {
        Directory.Delete(Path.Join(Folder, "metadata"), true);
        await PublishAsync();
        File.Copy(Path.Join(Folder, "metadata/1.root.json"), Root, overwrite: true);
    }

    /// <summary>The command line of an update from it.</summary>
    internal string[] Update(string to, string? repository = null, params string[] more) => ["update", "--device", bench.Device, "--to", to, "--repository", repository ?? Folder, "--trusted-root", Root, .. more];

    internal static async Task<Result> GoodAsync(params string[] arguments)
    {
        var result = await PlannerProgram.RunAsync(arguments);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        return result;
    }

    internal void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Join(Folder, path))!);
        File.WriteAllText(Path.Join(Folder, path), text);
    }
}
