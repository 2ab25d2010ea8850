using Planner.Repository.Tuf;

namespace Planner.Repository.Tests.Tuf;

/// <summary>A client with a store in memory and a clock to set.</summary>
sealed class SimulatedClient : TimeProvider, IMetadataStore
{
    readonly SimulatedRepository repository;

    internal SimulatedClient(SimulatedRepository repository)
    {
        this.repository = repository;
        Stored["root.json"] = repository.Files["metadata/1.root.json"];
    }

    internal DateTimeOffset Now { get; set; } = SimulatedRepository.Today;

    internal Limits Limits { get; set; } = new();

    internal Dictionary<string, byte[]> Stored { get; } = [];

    public override DateTimeOffset GetUtcNow() => Now;

    public byte[]? Read(string name) => Stored.GetValueOrDefault(name);

    public void Replace(string name, ReadOnlySpan<byte> content) => Stored[name] = content.ToArray();

    public void Delete(string name) => Stored.Remove(name);

    internal Task<TrustedRepository> RefreshAsync() => TrustedRepository.RefreshAsync(repository, this, this, Limits, CancellationToken.None);

    internal Task<TrustedRepository> OpenAsync() => TrustedRepository.OpenAsync(repository, this, this, Limits, CancellationToken.None);

    /// <summary>It refreshes, and is refused with this text.</summary>
    internal async Task RefusesAsync(string text)
    {
        var refused = await Assert.ThrowsAsync<NotAuthenticException>(async () => await RefreshAsync());
        Assert.That(refused!.Message, Does.Contain(text));
    }

    /// <summary>The version of a role that is trusted; 0 when none is.</summary>
    internal long Version(string role) => Stored.TryGetValue($"{role}.json", out var content) ? new MetadataObject(role, "", SignedFile.Read(role, content).Body).Number("version", 0) : 0;
}
