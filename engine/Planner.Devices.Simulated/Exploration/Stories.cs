using System.Collections.Immutable;
using Planner.Devices.Simulated.Exploration.Promises;
using Planner.Devices.Simulated.Faults;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>Tells runs with faults, by simulating them from their beginning: what is told is what <c>--replay</c> shows.</summary>
/// <param name="setting">What is explored.</param>
/// <param name="judges">The promises.</param>
/// <param name="baseline">The run without faults.</param>
/// <param name="seed">Decides mixtures of lost writes.</param>
sealed class Stories(Setting setting, Judges judges, Baseline baseline, int seed)
{
    /// <summary>The broken promises with their stories, by promise and place.</summary>
    internal async Task<IReadOnlyList<BrokenPromise>> OfAsync(IEnumerable<BrokenGroup> groups, CancellationToken ct)
    {
        var broken = new List<BrokenPromise>();
        foreach (var group in groups.OrderBy(group => group.Breach.Promise).ThenBy(group => group.Faults.Length).ThenBy(group => group.Faults.IsEmpty ? -1 : group.Faults[^1].Point))
        {
            var story = await TellAsync(group.Faults, ct);
            broken.Add(new BrokenPromise(group.Breach.Promise, group.Breach.What, group.Step, group.Faults.IsEmpty ? null : group.Faults[^1].Kind, group.Count, group.Faults, story.Lines));
        }

        return broken;
    }

    /// <summary>Tells one run.</summary>
    internal async Task<Story> TellAsync(ImmutableArray<Fault> faults, CancellationToken ct)
    {
        var tale = new Tale();
        var journey = new Journey(setting, judges, null, tale);
        await using var device = setting.At(setting.Start.World, 0, faults, seed);
        await journey.GoAsync(device, false, ct);
        var lines = new List<string>();
        for (var index = 0; index < faults.Length; index++) lines.Add(Place(faults[index], index == 0 ? baseline.Points : await PointsAsync(faults[..index], ct)));
        if (faults.IsEmpty) lines.Add("no fault");
        var missed = faults.Except(device.Struck).ToList();
        lines.AddRange(tale.Lines);
        foreach (var breach in journey.Findings.Broken) lines.Add($"{breach.Promise} is broken: {breach.What}");
        foreach (var reason in journey.Findings.Exposed) lines.Add($"exposed: {reason}");
        return new Story(lines, journey.Findings.Broken, [.. journey.Findings.Exposed]) { Missed = [.. missed] };
    }

    /// <summary>The calls of a run: those at which a next fault may strike.</summary>
    async Task<IReadOnlyList<Point>> PointsAsync(ImmutableArray<Fault> faults, CancellationToken ct)
    {
        var tape = new Tape();
        await using var device = setting.At(setting.Start.World, 0, faults, seed);
        await new Journey(setting, judges, tape).GoAsync(device, false, ct);
        return tape.Points;
    }

    string Place(Fault fault, IReadOnlyList<Point> points)
    {
        var point = points.FirstOrDefault(point => point.Number == fault.Point);
        var where = point?.Step is { } number && setting.Request.Plan.Steps.FirstOrDefault(step => step.Header.Number == number) is { } step ? $"step {number} {step.Kind.Name}" : "between steps";
        var call = point?.Call is { } made ? $"{made}" : "the end";
        return $"{where}, call {fault.Point} ({call}): {FaultText.Of(fault)}";
    }
}

/// <summary>A run with faults, told.</summary>
/// <param name="Lines">What happened, a line each.</param>
/// <param name="Broken">Promises that it broke.</param>
/// <param name="Exposed">Why states on the way were exposed.</param>
public sealed record Story(IReadOnlyList<string> Lines, IReadOnlyList<Breach> Broken, IReadOnlyList<string> Exposed)
{
    /// <summary>Faults that never struck: the run has no such call, or it did nothing that they could spoil.</summary>
    public IReadOnlyList<Fault> Missed { get; init; } = [];
}
