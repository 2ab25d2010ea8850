using Planner.Engine.Devices;

namespace Planner.Engine.Execution;

/// <summary>The Planner that began the open run, where it is another one than this.</summary>
/// <param name="Program">Where the run stored it.</param>
/// <param name="Digest">SHA-256 of it in lower-case hex.</param>
public sealed record Beginner(PartitionPath Program, string Digest)
{
    /// <summary>The one to hand over to; null when no run is open, or when this is the one.</summary>
    public static async ValueTask<Beginner?> OfOpenRunAsync(IDevice device, CancellationToken ct)
    {
        if (await Journal.ReadAsync(device.Files, device.Layout, ct) is not { IsOver: false } content) return null;
        if (RunState.Of(content.Entries) is not { Program: { } digest } state) return null;
        return digest == (await device.Program.LookAsync(ct)).Digest ? null : new Beginner(StoredPlan.ProgramOf(device.Layout, state.Id), digest);
    }
}
