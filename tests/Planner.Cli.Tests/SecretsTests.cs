using System.Text;

namespace Planner.Cli.Tests;

/// <summary>Secrets are planted wherever a device or a user may have some; every word that comes out of Planner is searched for them.</summary>
public sealed class SecretsTests
{
    const string Planted = "tulip";
    const string Key = "tulip-key&of?the=user";

    [Test]
    public async Task Nothing_that_is_told_of_a_run_holds_a_secret()
    {
        using var bench = await Bench.MakeAsync();
        bench.BreakSupervisor();
        var (image, plan) = (bench.Image(), WithSecret(bench));
        var told = new Told();
        await told.AddAsync(1, bench.Update(plan, image, "2.3.0+rev1", ["--set", $"key={Key}"]));
        await told.AddAllAsync(bench);
        await told.AddAsync(1, bench.Update(plan, image, "2.3.0+rev1", ["--set", $"key={Key}", "--json", "--run-id", "second"]));
        await told.AddAllAsync(bench);
        await told.AddAsync(4, bench.Update(plan, "oci:nothing", "2.3.0+rev1", ["--set", $"key={Key}"]));
        await told.AddAsync(4, bench.Update(plan, $"user:{Planted}@registry.example/os:1", "2.3.0+rev1", ["--set", $"key={Key}"]));
        await told.AddAsync(4, bench.Update(plan, image, "2.3.0+rev1", ["--set", $"key={Planted[..3]}", "--json"]));
        await told.AddAsync(2, ["inspect", "--device", bench.Device, "--image", $"https://user:{Planted}@registry.example/os?token={Planted}"]);
        Assert.That(told.Text, Does.Contain("Leave redacted for the applications").And.Contain("registry.example"), "what is no secret is told");
        Assert.That(told.Text, Does.Not.Contain(Planted).And.Not.Contain("of%3Fthe"));
    }

    [Test]
    public async Task What_is_told_of_a_simulated_run_holds_no_secret()
    {
        using var bench = await Bench.MakeAsync();
        var plan = WithSecret(bench);
        var told = new Told();
        foreach (var more in (string[][])[[], ["--json"]])
            await told.AddAsync(0, ["simulate", plan, "--plans", "plans", "--device", "samples/devices/intel-nuc-healthy.yaml", "--set", $"key={Key}", .. more]);
        await told.AddAsync(0, ["explain", plan, "--plans", "plans"]);
        Assert.That(told.Text, Does.Contain("(text, secret)").And.Not.Contain(Planted));
    }

    [Test]
    public async Task The_journal_is_for_root_alone()
    {
        using var bench = await Bench.MakeAsync();
        await PlannerProgram.RunAsync(bench.Update(WithSecret(bench), bench.Image(), "2.3.0+rev1", ["--set", $"key={Key}"]));
        foreach (var (path, what) in await bench.ReadAsync("state", "/planner"))
            if (!path.EndsWith("status.json", StringComparison.Ordinal) && what.StartsWith("file", StringComparison.Ordinal)) Assert.That(what, Does.StartWith("file 600 "), path);
    }

    /// <summary>The shipped plan with a secret that a step writes, names in its summary, and that a check which fails is about.</summary>
    static string WithSecret(Bench bench)
    {
        var path = bench.PlanWith("within: 15m", "within: 1s");
        var plan = File.ReadAllText(path)
            .Replace("inputs:\n", "inputs:\n  key: { type: text, summary: What the applications need., secret: true }\n", StringComparison.Ordinal)
            .Replace("- switch-boot: spare\n", "- put: { file: \"data:/key\", content: \"${input.key}\" }\n  summary: Leave ${input.key} for the applications\n- switch-boot: spare\n", StringComparison.Ordinal)
            .Replace("engine.ready: true, supervisor.running: true }", "engine.ready: true, supervisor.running: true, device.uuid: { not: \"${input.key}\" } }", StringComparison.Ordinal);
        File.WriteAllText(path, plan);
        return path;
    }

    /// <summary>All that was told.</summary>
    sealed class Told
    {
        readonly StringBuilder text = new();

        internal string Text => text.ToString();

        internal async Task AddAsync(int exitCode, string[] command)
        {
            var result = await PlannerProgram.RunAsync(command);
            Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.ToString());
            text.Append(result).Append('\n');
        }

        /// <summary>What every other command tells of the last run and of the device, and what lies on the device for others to read.</summary>
        internal async Task AddAllAsync(Bench bench)
        {
            foreach (var command in (string[])["status", "log", "facts", "inspect"])
                foreach (var more in (string[][])[[], ["--json"]])
                    await AddAsync(0, [command, "--device", bench.Device, .. more]);
            text.Append(await bench.TextAsync("state", "/planner/status.json"));
            foreach (var log in (await bench.ReadAsync("data", "/resinhup")).Keys.Where(name => name.EndsWith(".log", StringComparison.Ordinal))) text.Append(await bench.TextAsync("data", $"/{log}"));
        }
    }
}
