namespace Planner.Devices.Linux;

/// <summary>What a program said.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output, the last 64 KiB of it.</param>
/// <param name="LastLines">The last lines of its output, then those of its errors, for people.</param>
public sealed record ProgramResult(int ExitCode, string Output, string LastLines);
