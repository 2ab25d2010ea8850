using Planner.Engine.Execution;

namespace Planner.Cli.Output;

/// <summary>Keeps a run going when nobody can be told about it any more: a terminal that went away, a full disk behind stdout.</summary>
/// <param name="inner">Shows the run.</param>
sealed class Unbroken(IRunObserver inner) : IRunObserver
{
    bool isDeaf;

    /// <inheritdoc/>
    public void On(RunEvent happened)
    {
        if (isDeaf) return;
        try
        {
            inner.On(happened);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            isDeaf = true;
        }
    }
}
