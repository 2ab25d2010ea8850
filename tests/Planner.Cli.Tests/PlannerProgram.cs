using System.Diagnostics;
using System.Text;

namespace Planner.Cli.Tests;

/// <summary>What a command wrote and how it ended.</summary>
public sealed record Result(string Output, string Messages, int ExitCode)
{
    /// <summary>The lines of stdout.</summary>
    public IReadOnlyList<string> Lines => Output.TrimEnd('\n').Split('\n');

    public override string ToString() => $"exit {ExitCode}\n{Output}{Messages}";
}

/// <summary>The real program, run as a process.</summary>
public sealed class PlannerProgram : IDisposable
{
    readonly Process process;
    readonly Task<string> messages;
    readonly List<string> lines = [];
    readonly StringBuilder said = new();

    PlannerProgram(string folder, string file, string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("PLANNER_DEBUG");
        process = Process.Start(start)!;
        messages = ReadMessagesAsync();
    }

    /// <summary>The repository's top.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The program: the one that <c>PLANNER</c> names, else the one that was built with the tests.</summary>
    public static string Path { get; } = Environment.GetEnvironmentVariable("PLANNER") is { Length: > 0 } given ? given : Built;

    /// <summary>The program that was built with the tests: a folder of files, and what starts it is stored as a script.</summary>
    public static string Built => System.IO.Path.Join(Repository, "artifacts", "bin", "Planner.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "planner");

    /// <summary>Runs a command in the repository to its end.</summary>
    public static Task<Result> RunAsync(params string[] arguments) => RunInAsync(Repository, arguments);

    /// <summary>Runs a command in a folder to its end.</summary>
    public static async Task<Result> RunInAsync(string folder, params string[] arguments)
    {
        using var program = Start(folder, arguments);
        return await program.EndAsync();
    }

    /// <summary>Runs another program in the repository to its end.</summary>
    public static async Task<Result> RunProgramAsync(string file, params string[] arguments)
    {
        using var program = StartProgram(file, arguments);
        return await program.EndAsync();
    }

    /// <summary>Starts a command in a folder.</summary>
    public static PlannerProgram Start(string folder, params string[] arguments) => new(folder, Path, arguments);

    /// <summary>Starts another program in the repository.</summary>
    public static PlannerProgram StartProgram(string file, params string[] arguments) => new(Repository, file, arguments);

    /// <summary>Runs a line of shell in the repository to its end; in it <c>planner</c> is the program.</summary>
    public static async Task<Result> ShellAsync(string line)
    {
        using var shell = new PlannerProgram(Repository, "sh", ["-c", $"planner() {{ '{Path}' \"$@\"; }}\n{line}"]);
        return await shell.EndAsync();
    }

    /// <summary>Reads stdout up to a line that holds a text.</summary>
    public async Task UntilAsync(string text)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line.Contains(text, StringComparison.Ordinal)) return;
        }

        Assert.Fail($"it ended without '{text}': {string.Join('\n', lines)}\n{await messages}");
    }

    /// <summary>Waits for a text on stderr.</summary>
    public async Task MessageAsync(string text)
    {
        while (true)
        {
            lock (said)
                if (said.ToString().Contains(text, StringComparison.Ordinal)) return;
            if (messages.IsCompleted) Assert.Fail($"it ended without '{text}': {await messages}");
            await Task.Delay(50);
        }
    }

    /// <summary>Sends a signal, by its name.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<Result> EndAsync()
    {
        var rest = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Result(string.Concat(lines.Select(line => line + "\n")) + rest, await messages, process.ExitCode);
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }

    static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Join(folder, "Planner.sln"))) folder = System.IO.Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests lie in no repository");
        return folder;
    }

    async Task<string> ReadMessagesAsync()
    {
        var buffer = new char[4096];
        while (await process.StandardError.ReadAsync(buffer) is > 0 and var read)
            lock (said) said.Append(buffer, 0, read);
        return said.ToString();
    }
}
