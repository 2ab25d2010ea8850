using System.Runtime.InteropServices;
using Planner.Cli.Output;

namespace Planner.Cli.Commands;

/// <summary>Signals while a run is under way: SIGINT takes it back, SIGTERM (a shutdown) leaves it for later, SIGHUP (a terminal that went away) changes nothing.</summary>
sealed class RunSignals : IDisposable
{
    readonly CancellationTokenSource source = new();
    readonly List<PosixSignalRegistration> registrations = [];

    internal RunSignals(Terminal terminal)
    {
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            terminal.Say(source.IsCancellationRequested ? "The update is being taken back already: please wait." : "Interrupted: the update is taken back.");
            source.Cancel();
        }));
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            terminal.Say("Terminated: the run stays open for 'planner resume' or 'planner abort'.");
            Environment.Exit(ExitCode.NotOver);
        }));
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true));
    }

    /// <summary>Ends with the first SIGINT.</summary>
    internal CancellationToken Token => source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        source.Dispose();
    }
}
