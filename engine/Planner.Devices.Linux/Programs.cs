using System.ComponentModel;
using CliWrap;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux;

/// <summary>Runs external programs with argument lists, in the C locale, until their time is over.</summary>
public static class Programs
{
    // Services often start without the system folders of root in their PATH.
    static readonly string[] SystemFolders = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/bin", "/bin"];

    /// <summary>Runs a program that must succeed. Missing, failed or too slow: a <see cref="DeviceException"/> with its last lines.</summary>
    /// <param name="tried">What it is run for: <c>format rootB as ext4</c>.</param>
    /// <param name="tool">Name of the program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="timeout">When it is killed.</param>
    /// <param name="ct">Kills it too.</param>
    public static async Task<ProgramResult> RunAsync(string tried, string tool, IReadOnlyList<string> arguments, TimeSpan timeout, CancellationToken ct)
    {
        var result = await AskAsync(tried, tool, arguments, timeout, ct).ConfigureAwait(false);
        return result.ExitCode == 0 ? result : throw new DeviceException(FaultOf(result.LastLines), tried, $"{tool} ended with {result.ExitCode}: {result.LastLines}");
    }

    /// <summary>Runs a program whose exit code is an answer. Missing or too slow: a <see cref="DeviceException"/>.</summary>
    public static Task<ProgramResult> AskAsync(string tried, string tool, IReadOnlyList<string> arguments, TimeSpan timeout, CancellationToken ct) =>
        AskAsync(tried, tool, arguments, "/", timeout, ct);

    /// <summary>As above, in a folder.</summary>
    public static Task<ProgramResult> AskAsync(string tried, string tool, IReadOnlyList<string> arguments, string folder, TimeSpan timeout, CancellationToken ct) =>
        AskAsync(tried, tool, arguments, folder, new Dictionary<string, string?>(), timeout, ct);

    /// <summary>As above, with variables of the environment.</summary>
    public static async Task<ProgramResult> AskAsync(
        string tried, string tool, IReadOnlyList<string> arguments, string folder, IReadOnlyDictionary<string, string?> environment, TimeSpan timeout, CancellationToken ct)
    {
        var path = Find(tool) ?? throw new DeviceException(DeviceFault.Failed, tried, $"the program {tool} is not installed");
        var output = new Tail(64 * 1024);
        var lastOutput = new Tail(1024);
        var lastErrors = new Tail(2 * 1024);
        var command = Cli.Wrap(path)
            .WithArguments(arguments)
            .WithWorkingDirectory(folder)
            .WithEnvironmentVariables(new Dictionary<string, string?>(environment) { ["LC_ALL"] = "C" })
            .WithValidation(CommandResultValidation.None)
            .WithStandardOutputPipe(PipeTarget.ToDelegate(line => { output.Add(line); lastOutput.Add(line); }))
            .WithStandardErrorPipe(PipeTarget.ToDelegate(lastErrors.Add));
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(timeout);
        try
        {
            var result = await command.ExecuteAsync(time.Token).ConfigureAwait(false);
            return new ProgramResult(result.ExitCode, output.ToString(), Report());
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new DeviceException(DeviceFault.TimedOut, tried, $"{tool} did not end in {timeout.TotalSeconds:0} s: {Report()}", e);
        }
        catch (Win32Exception e)
        {
            throw new DeviceException(DeviceFault.Failed, tried, $"{tool} can not be started: {e.Message}", e);
        }

        // Errors last, and never pushed out by output: they come through another pipe, in no order with it.
        string Report() => $"{lastOutput}\n{lastErrors}".Trim();
    }

    /// <summary>Where a program is: in the folders of PATH and of the system, or at its own path; null when it is not installed.</summary>
    internal static string? Find(string tool)
    {
        if (tool.Contains('/', StringComparison.Ordinal)) return File.Exists(tool) ? tool : null;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return folders.Concat(SystemFolders).Select(folder => Path.Join(folder, tool)).FirstOrDefault(File.Exists);
    }

    static DeviceFault FaultOf(string lines) =>
        lines.Contains("No space left on device", StringComparison.Ordinal) ? DeviceFault.NoSpace
        : lines.Contains("Input/output error", StringComparison.Ordinal) || lines.Contains("Read-only file system", StringComparison.Ordinal) ? DeviceFault.BadDisk
        : DeviceFault.Failed;

    sealed class Tail(int limit)
    {
        readonly Queue<string> lines = new();
        int length;

        internal void Add(string line)
        {
            lock (lines)
            {
                lines.Enqueue(line);
                length += line.Length + 1;
                while (length > limit && lines.Count > 1) length -= lines.Dequeue().Length + 1;
            }
        }

        public override string ToString()
        {
            lock (lines) return string.Join('\n', lines);
        }
    }
}
