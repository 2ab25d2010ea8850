namespace Planner.Engine.Configuration;

/// <summary>The time of day in which an update may begin, in UTC. One that ends before it begins goes over midnight.</summary>
/// <param name="From">When it opens.</param>
/// <param name="To">When it closes.</param>
public sealed record UpdateWindow(TimeOnly From, TimeOnly To)
{
    /// <summary>How long it is until it opens; nothing while it is open.</summary>
    public TimeSpan Until(DateTimeOffset now)
    {
        var time = TimeOnly.FromDateTime(now.UtcDateTime);
        // Differences of times of day wrap around at midnight.
        return time.IsBetween(From, To) ? TimeSpan.Zero : From - time;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{From:HH:mm} to {To:HH:mm} UTC";
}
