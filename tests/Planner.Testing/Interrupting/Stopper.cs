using System.Diagnostics;
using System.Globalization;

namespace Planner.Testing.Interrupting;

/// <summary>A call that changes what lies on a partition.</summary>
/// <param name="Number">Its number in the run, the first being 1.</param>
/// <param name="Name">What it does: <c>write</c>, <c>flush</c>, <c>rename</c>, <c>mount</c>, <c>program</c>…</param>
/// <param name="Path">The file or folder, as the program sees it; empty where the call has none that is open.</param>
public sealed record Call(int Number, string Name, string Path);

/// <summary>What happens to a program at a call.</summary>
public enum Stop
{
    /// <summary>It is killed; what it started goes on to its end.</summary>
    Killed,

    /// <summary>It is killed with everything that it started.</summary>
    KilledWithAll,

    /// <summary>It is held, then killed with everything that it started.</summary>
    Held,

    /// <summary>It is held, then goes on.</summary>
    Paused,

    /// <summary>The program that it started for the call is killed.</summary>
    WithoutHelper,
}

/// <summary>Where and how a program is stopped.</summary>
/// <param name="At">The number of a call.</param>
/// <param name="How">What happens there.</param>
/// <param name="After">After the call instead of before it.</param>
public sealed record StopPoint(int At, Stop How, bool After = false)
{
    /// <inheritdoc/>
    public override string ToString() => $"{How} {(After ? "after" : "before")} call {At}";
}

/// <summary>A program that ran to its end or to its point.</summary>
/// <param name="Calls">The calls that counted.</param>
/// <param name="ExitCode">How it ended; null when it was killed.</param>
/// <param name="Output">What it said.</param>
public sealed record Stopped(IReadOnlyList<Call> Calls, int? ExitCode, string Output)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(ExitCode is { } code ? $"exit {code}" : $"killed at {(Calls.Count > 0 ? Calls[^1] : null)}")}\n{Output}";
}

/// <summary>Runs programs that are stopped at exactly one of their calls, by <c>stopper.c</c>, which is compiled when it is first needed.</summary>
public static class Stopper
{
    static readonly Lazy<string> Program = new(Compile);

    /// <summary>Runs a program.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="point">Where it is stopped, or null to let it end.</param>
    /// <param name="whileHeld">What is done while it is held at its point; it gets the program's process id and the call.</param>
    /// <param name="environment">Variables that it gets beside those of the tests.</param>
    public static async Task<Stopped> RunAsync(
        string folder, IReadOnlyList<string> command, StopPoint? point = null, Func<int, Call, Task>? whileHeld = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var output = Path.GetTempFileName();
        try
        {
            var then = point?.How switch { Stop.Killed => "kill", Stop.Held => "hold", Stop.Paused => "pause", Stop.WithoutHelper => "helper", _ => "all" };
            string[] arguments = [output, (point?.At ?? 0).ToString(CultureInfo.InvariantCulture), point is { After: true } ? "after" : "before", then, .. command];
            var start = new ProcessStartInfo(Program.Value, arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true };
            start.Environment.Remove("PLANNER_DEBUG");
            foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
            using var process = Process.Start(start)!;
            var (calls, end) = (new List<Call>(), "");
            try
            {
                while (await process.StandardOutput.ReadLineAsync() is { } line)
                {
                    if (line.Split(' ', 3) is [var number, var name, var path] && int.TryParse(number, CultureInfo.InvariantCulture, out var counted)) calls.Add(new Call(counted, name, path));
                    else if (line.StartsWith("held ", StringComparison.Ordinal))
                    {
                        if (whileHeld is not null) await whileHeld(int.Parse(line[5..], CultureInfo.InvariantCulture), calls[^1]);
                        process.StandardInput.Close();
                    }
                    else end = line;
                }

                await process.WaitForExitAsync();
            }
            finally
            {
                // It takes what it runs with it.
                if (!process.HasExited) process.Kill();
            }

            var said = await File.ReadAllTextAsync(output);
            return end.Split(' ') switch
            {
                ["exit", var code] => new Stopped(calls, int.Parse(code, CultureInfo.InvariantCulture), said),
                ["signal", "9"] => new Stopped(calls, null, said),
                _ => throw new InvalidOperationException($"{string.Join(' ', command)} ended in an odd way: {end}\n{said}"),
            };
        }
        finally
        {
            File.Delete(output);
        }
    }

    static string Compile()
    {
        var source = Path.Join(AppContext.BaseDirectory, "Interrupting", "stopper.c");
        var (made, program) = ($"{source}.{Environment.ProcessId}", source[..^2]);
        using var compiler = Process.Start(new ProcessStartInfo("gcc", ["-O2", "-Wall", "-o", made, source]) { RedirectStandardError = true })!;
        var errors = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        if (compiler.ExitCode != 0) throw new InvalidOperationException($"gcc {source}: {errors}");
        File.Move(made, program, overwrite: true);
        return program;
    }
}
