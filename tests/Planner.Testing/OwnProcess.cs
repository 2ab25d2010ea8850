using System.Diagnostics;

namespace Planner.Testing;

/// <summary>A server that a test started itself, with its output kept in a file; ended by its id.</summary>
public sealed class OwnProcess : IAsyncDisposable
{
    readonly Process process;
    readonly string log;

    OwnProcess(Process process, string log) => (this.process, this.log) = (process, log);

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>What it has written.</summary>
    public string Output => File.Exists(log) ? File.ReadAllText(log) : "";

    /// <summary>Starts a program whose output goes to a file; <c>exec</c> makes the program the shell's own process, so that the id is the program's.</summary>
    public static OwnProcess Start(string log, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, RedirectStandardInput = true };
        foreach (var argument in (string[])["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null", "sh", log, program, .. arguments]) start.ArgumentList.Add(argument);
        return new OwnProcess(Process.Start(start)!, log);
    }

    /// <summary>Waits until something is so, a minute at most, and says what the program wrote when it does not come.</summary>
    public async Task UntilAsync(Func<Task<bool>> isReady)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            if (process.HasExited) throw new InvalidOperationException($"it ended with {process.ExitCode}: {Output}");
            if (await isReady()) return;
            await Task.Delay(100);
        }

        throw new InvalidOperationException($"it does not answer: {Output}");
    }

    /// <summary>Ends it at once, as a crash would.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to end, and ends it when it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using (var end = Process.Start("kill", ["-TERM", $"{process.Id}"])) await end.WaitForExitAsync();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                await KillAsync();
            }
        }

        process.Dispose();
    }
}
