namespace Planner.Devices.Simulated.Exploration.Promises;

/// <summary>What a run that is over may leave on a device: what it stored and a part of what calls <c>planner resume</c>, which do nothing until somebody calls Planner again, and then are freed.</summary>
/// <param name="IsAllowed">Whether it may leave anything.</param>
/// <param name="IsExposed">Whether that counts as exposed.</param>
sealed record Idleness(bool IsAllowed, bool IsExposed)
{
    /// <summary>So many calls must go on failing until the next boot: one keeps it from being taken away, the other the OS from being made to do so when it boots. Against a single one there is always a way.</summary>
    internal const int Failures = 2;

    /// <summary>Nothing may be left.</summary>
    internal static Idleness None { get; } = new(false, false);

    /// <summary>The run was cut before it began, or behind its end.</summary>
    internal static Idleness Cut { get; } = new(true, false);

    /// <summary>What keeps it there was told.</summary>
    internal static Idleness Told { get; } = new(true, true);

    /// <summary>The device after the next call of Planner, and what that could not put right.</summary>
    internal Func<ValueTask<(DeviceWorld World, IReadOnlyList<string> Left)>>? Free { get; init; }
}
