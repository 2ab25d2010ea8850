using System.Security.Cryptography;

namespace Planner.Cli.Commands;

/// <summary>Ids of runs.</summary>
static class RunIds
{
    /// <summary>One that no run has: the time, and something random.</summary>
    internal static string New() => $"{DateTime.UtcNow:yyyyMMdd-HHmmss}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}";
}
