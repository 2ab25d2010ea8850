using System.Collections.Immutable;
using Planner.Devices.Simulated.Faults;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>The faults of a run as one word that no shell takes for its own: <c>231.power-during.2</c>, of several with <c>+</c> between them; <c>none</c> for a run without faults.</summary>
public static class ReplayToken
{
    const string None = "none";

    /// <summary>The word.</summary>
    public static string Of(ImmutableArray<Fault> faults) => faults.IsEmpty ? None : string.Join('+', faults);

    /// <summary>Reads it; false when it is none.</summary>
    public static bool TryParse(string text, out ImmutableArray<Fault> faults)
    {
        faults = [];
        if (text == None) return true;
        foreach (var part in text.Split('+'))
        {
            if (!Fault.TryParse(part, out var fault)) return false;
            faults = faults.Add(fault!);
        }

        return true;
    }
}
