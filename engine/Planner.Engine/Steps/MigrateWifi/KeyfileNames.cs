using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Engine.Steps;

/// <summary>Gives each network a file of its own: the same at every call, of letters that every file system takes, and never one that is the owner's.</summary>
/// <param name="context">The step's context.</param>
/// <param name="folder">The folder of the files.</param>
sealed class KeyfileNames(StepContext context, PartitionPath folder)
{
    const int Longest = 48;

    readonly HashSet<string> taken = [];
    readonly FileTransaction transaction = new(context);

    /// <summary>The file of a network and what it is to hold.</summary>
    internal async ValueTask<(PartitionPath File, byte[] Content)> OfAsync(Network network, int priority, CancellationToken ct)
    {
        var name = $"{network.Source}-{Safe(network.Name)}";
        for (var number = 1; ; number++)
        {
            var id = number == 1 ? name : $"{name}-{number}";
            var (path, content) = (folder.Below(id), Keyfile.Write(network, id, priority));
            if (taken.Contains(id) || !await IsFreeAsync(path, content, ct)) continue;
            taken.Add(id);
            return (path, content);
        }
    }

    /// <summary>Whether nothing is there, or only what this step has written or would write.</summary>
    async ValueTask<bool> IsFreeAsync(PartitionPath path, byte[] content, CancellationToken ct) =>
        transaction.Adds(path) || await context.Device.Files.StatAsync(path, ct) is null || await context.Device.Files.DigestAsync(path, ct) == FilledFile.Digest(content);

    static string Safe(string name)
    {
        var parts = string.Concat(name.Select(one => char.IsAsciiLetterOrDigit(one) ? char.ToLowerInvariant(one) : '-')).Split('-', StringSplitOptions.RemoveEmptyEntries);
        var safe = string.Join('-', parts);
        return safe.Length == 0 ? "network" : safe.Length > Longest ? safe[..Longest].TrimEnd('-') : safe;
    }
}
