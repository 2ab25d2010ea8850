using System.Text;
using System.Text.Json.Nodes;
using Planner.Repository.Tuf;

namespace Planner.Repository.Tests.Tuf;

/// <summary>Whatever a file holds, it is read or refused: nothing else comes of it.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DamagedFileTests
{
    readonly SimulatedRepository repository = new();

    public DamagedFileTests()
    {
        repository.Delegate(Metadata.Targets, "acme", true, "plans/acme-*/*");
        repository[Metadata.Targets].Delegations.Add(new("bin", repository["acme"].Signers, null, ["ab"], false));
        repository.Add(Metadata.Targets, "plans/first/1.0.0.yaml", "a plan");
        repository.PublishRoot();
        repository.PublishAll();
    }

    static readonly string[] Names = ["2.root.json", "timestamp.json", "2.snapshot.json", "2.targets.json"];

    [Test]
    public void With_any_bit_turned([ValueSource(nameof(Names))] string name)
    {
        var before = repository.Files[$"metadata/{name}"];
        for (var bit = 0; bit < before.Length * 8; bit++)
        {
            var changed = before.ToArray();
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.That(() => IsRead(name, changed), Throws.Nothing, $"bit {bit}");
        }
    }

    [Test]
    public void With_any_value_in_the_place_of_another(
        [ValueSource(nameof(Names))] string name,
        [Values("null", "true", "-1", "0", "1.5", "1e999", "9223372036854775808", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "[null]", "{}", "{\"\\udfff\":{}}", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]")] string value)
    {
        const string mark = "\"the place\"";
        var before = Encoding.UTF8.GetString(repository.Files[$"metadata/{name}"]);
        var count = PlacesOf(JsonNode.Parse(before)!).Count();
        Assert.That(count, Is.GreaterThan(8));
        for (var place = 0; place < count; place++)
        {
            var page = JsonNode.Parse(before)!;
            PlacesOf(page).ElementAt(place)(JsonNode.Parse(mark)!);
            var changed = page.ToJsonString().Replace(mark, value, StringComparison.Ordinal);
            Assert.That(() => IsRead(name, Encoding.UTF8.GetBytes(changed)), Throws.Nothing, changed);
        }
    }

    [Test]
    public async Task Of_a_repository_it_is_believed_when_what_is_signed_is_the_same([ValueSource(nameof(Names))] string name, [Values(0x01, 0x80)] int bits)
    {
        var before = repository.Files[$"metadata/{name}"];
        for (var at = 0; at < before.Length; at++)
        {
            var changed = before.ToArray();
            changed[at] ^= (byte)bits;
            repository.Files[$"metadata/{name}"] = changed;
            var client = new SimulatedClient(repository);
            try
            {
                await client.RefreshAsync();
                // Blanks and what is not signed may differ.
                Assert.That(SignedFile.Read(name, changed).SignedBytes, Is.EqualTo(SignedFile.Read(name, before).SignedBytes), $"byte {at}");
            }
            catch (NotAuthenticException)
            {
            }
        }
    }

    [Test]
    public async Task One_that_ends_anywhere_is_refused([ValueSource(nameof(Names))] string name)
    {
        var before = repository.Files[$"metadata/{name}"];
        // The last byte is the line's end.
        for (var length = 0; length < before.Length - 1; length++)
        {
            repository.Files[$"metadata/{name}"] = before[..length];
            await new SimulatedClient(repository).RefusesAsync(".json");
        }
    }

    static bool IsRead(string name, byte[] content)
    {
        try
        {
            var file = SignedFile.Read(name, content);
            Metadata read = name switch
            {
                "timestamp.json" => TimestampMetadata.Read(file),
                "2.snapshot.json" => SnapshotMetadata.Read(file),
                "2.targets.json" => TargetsMetadata.Read(file),
                _ => RootMetadata.Read(file),
            };
            return read.Version > 0;
        }
        catch (NotAuthenticException)
        {
            return false;
        }
    }

    /// <summary>Every value of a page, as what puts another one there.</summary>
    static IEnumerable<Action<JsonNode>> PlacesOf(JsonNode page) => page switch
    {
        JsonObject fields => fields.Select(field => field.Key).ToList().SelectMany(name => PlacesOf(fields[name]!).Prepend(value => fields[name] = value)),
        JsonArray items => Enumerable.Range(0, items.Count).SelectMany(index => PlacesOf(items[index]!).Prepend(value => items[index] = value)),
        _ => [],
    };
}
