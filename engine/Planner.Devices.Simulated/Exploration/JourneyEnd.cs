namespace Planner.Devices.Simulated.Exploration;

/// <summary>How a journey ended.</summary>
enum JourneyEnd
{
    /// <summary>It has not.</summary>
    None,

    /// <summary>The new OS runs.</summary>
    Done,

    /// <summary>The run was taken back.</summary>
    Failed,

    /// <summary>It waits.</summary>
    Parked,

    /// <summary>It was refused, or cut before it began.</summary>
    NotBegun,

    /// <summary>It went on for too long.</summary>
    Endless,

    /// <summary>Nothing boots any more.</summary>
    DoesNotBoot,

    /// <summary>The engine ended with a bug.</summary>
    Bug,
}
