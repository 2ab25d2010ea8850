using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Fetching;

/// <summary>Asks several places in order, and all of them again after growing, jittered waits: a thousand devices that lost one server do not come back in one moment.</summary>
/// <param name="clock">Waits.</param>
sealed class Retrying(TimeProvider clock)
{
    const int Rounds = 5;

    static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Asks until one answers, or until nothing more is to be hoped for. Of several failures one that is not authentic counts, then the last.</summary>
    /// <param name="places">The places, in order.</param>
    /// <param name="ask">Asks one of them; throws <see cref="DeviceException"/>.</param>
    /// <param name="ct">Ends the asking.</param>
    /// <param name="held">What was brought so far, or null: where it grows, waits and rounds are counted anew.</param>
    internal async Task<T> FromAnyAsync<TPlace, T>(IReadOnlyList<TPlace> places, Func<TPlace, CancellationToken, Task<T>> ask, CancellationToken ct, Func<long>? held = null)
    {
        for (var round = 1; ; round++)
        {
            var before = held?.Invoke();
            var failures = new List<DeviceException>();
            foreach (var place in places)
            {
                try
                {
                    return await ask(place, ct).ConfigureAwait(false);
                }
                catch (DeviceException e)
                {
                    failures.Add(e);
                }
            }

            if (held?.Invoke() > before) round = 1;
            var mayPass = failures.Exists(one => one.Fault == DeviceFault.Unreachable) && failures.TrueForAll(one => one.Fault is DeviceFault.Unreachable or DeviceFault.NotFound);
            if (!mayPass || round == Rounds) throw failures.Find(one => one.Fault == DeviceFault.NotAuthentic) ?? failures[^1];
            await Task.Delay(WaitAfter(round), clock, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Half of it is sure, half is chance.</summary>
    static TimeSpan WaitAfter(int round)
    {
        var whole = First * Math.Pow(2, round - 1);
        return (whole < Longest ? whole : Longest) * (0.5 + Random.Shared.NextDouble() / 2);
    }
}
