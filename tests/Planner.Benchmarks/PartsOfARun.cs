using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using Planner.Devices.Simulated;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Images;

namespace Planner.Benchmarks;

/// <summary>What a whole run spends its time on. A run writes about 40 journal entries, reads about 200 facts and verifies one tree.</summary>
public class PartsOfARun
{
    readonly JournalEntry entry = new(JournalEntry.BeginMark, 5, new JsonObject
    {
        ["title"] = "export resin/resinos:2.3.0_rev1-intel-nuc to spare",
        ["kind"] = "export",
        ["roles"] = new JsonObject { ["active"] = Role("A"), ["spare"] = Role("B") },
    });

    Shipped shipped = null!;
    SimulatedDevice device = null!;
    Journal journal = null!;
    FactReader facts = null!;
    byte[] line = [];
    TreeManifest tree = null!;

    [GlobalSetup]
    public async Task Prepare()
    {
        shipped = Shipped.On("intel-nuc-healthy");
        device = shipped.Start.Begin();
        journal = await Journal.CreateAsync(device.Files, device.Layout, entry, CancellationToken.None);
        facts = new FactReader(device, shipped.Request.Target, shipped.Request.Inputs, new Dictionary<string, ImageAnswer>());
        line = entry.Encode()[..^1];
        tree = shipped.Start.Images[0].Tree.Manifest;
    }

    [Benchmark]
    public SimulatedDevice Device_begun() => shipped.Start.Begin();

    [Benchmark]
    public byte[] Entry_encoded() => entry.Encode();

    [Benchmark]
    public JournalEntry? Entry_decoded() => JournalEntry.Decode(line);

    [Benchmark]
    public ValueTask<Journal> Journal_created() => Journal.CreateAsync(device.Files, device.Layout, entry, CancellationToken.None);

    [Benchmark]
    public async Task<JournalContent?> Journal_read() => await Journal.ReadAsync(device.Files, device.Layout, CancellationToken.None);

    [Benchmark]
    public async Task<FactValue> Fact_of_a_text_file() => await facts.ReadAsync("os.version", CancellationToken.None);

    [Benchmark]
    public async Task<FactValue> Fact_of_a_json_file() => await facts.ReadAsync("device.type", CancellationToken.None);

    [Benchmark]
    public int Trees_compared() => tree.DifferencesTo(tree).Count();

    static JsonObject Role(string slot) => new() { ["slot"] = slot, ["partition"] = $"root{slot}", ["id"] = $"disk-{slot}" };
}
