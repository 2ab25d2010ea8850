using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Engine.Execution;

/// <summary>Everything that is decided once, before the first effect: whether the plan applies, its inputs, its images, which steps are left out.</summary>
sealed record Decisions
{
    /// <summary>Why the plan can not run on this device; empty when it can.</summary>
    internal IReadOnlyList<string> Refusals { get; init; } = [];

    /// <summary>Whether the device runs the target version already.</summary>
    internal bool IsCurrent { get; init; }

    internal string? OsBefore { get; init; }

    /// <summary>The slot that runs.</summary>
    internal string? Slot { get; init; }

    internal IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    internal IReadOnlyDictionary<string, ImageAnswer> Answers { get; init; } = new Dictionary<string, ImageAnswer>();

    internal IReadOnlySet<int> Skipped { get; init; } = new HashSet<int>();

    internal FactReader Facts { get; init; } = null!;

    internal static async ValueTask<Decisions> MakeAsync(IDevice device, RunRequest request, CancellationToken ct)
    {
        var known = new Dictionary<string, FactValue>();
        var (inputs, answers) = (new Dictionary<string, string>(), new Dictionary<string, ImageAnswer>());
        var facts = new FactReader(device, request.Target, inputs, answers);
        var os = await ReadAsync("os.version");
        var decisions = new Decisions { OsBefore = os.Text, Facts = facts, Answers = answers };
        if (os.IsKnown && HostVersion.TryParse(os.Text!, out var version) && request.Target is { } target)
        {
            var running = version.OfVariant((await ReadAsync("os.variant")).Text);
            if (running.CompareTo(target) == 0 && running.MayBecome(target)) return decisions with { IsCurrent = true };
            if (!running.MayBecome(target)) return decisions with { Refusals = [$"a {running.Variant} variant can not become a {target.Variant} variant: {running} runs, {target} was asked for"] };
        }

        var values = new Dictionary<string, string>();
        string? TryValueOf(string name) => values.GetValueOrDefault(name);
        string ValueOf(string name) => TryValueOf(name) ?? throw new DeviceException(DeviceFault.NotFound, $"read '{name}'", "it has no value yet");
        await ReadNamesAsync(request.Plan.Names.Where(name => !IsLate(name)));
        if (await WhyNotForAsync(request.Plan, ReadAsync, TryValueOf) is { Count: > 0 } reasons) return decisions with { Refusals = reasons };

        var refusals = new List<string>();
        foreach (var input in request.Plan.Inputs.Values) TakeInput(input, request, ValueOf, inputs, refusals);
        refusals.AddRange(request.Inputs.Keys.Where(name => !request.Plan.Inputs.ContainsKey(name)).Select(name => $"the plan {request.Plan.Id} has no input '{name}'{Suggestion.For(name, request.Plan.Inputs.Keys)}"));
        if (refusals.Count > 0) return decisions with { Refusals = refusals };
        foreach (var (name, value) in inputs) values[$"input.{name}"] = value;
        foreach (var name in request.Plan.Steps.SelectMany(step => step.Images).Select(image => image.Expand(ValueOf)).Distinct().ToList())
            answers[name] = await AskAsync(device, name, ct);

        // The images may tell what could not be known before.
        foreach (var (name, fact) in known)
            if (!fact.IsKnown) known.Remove(name);

        await ReadNamesAsync(request.Plan.Names.Where(name => name.StartsWith("input.", StringComparison.Ordinal)));
        var skipped = new HashSet<int>();
        foreach (var step in request.Plan.Steps)
            foreach (var condition in step.Header.When)
                if (Matching.Test(condition, await ReadAsync(condition.Fact), TryValueOf) is not null) skipped.Add(step.Header.Number);
        return decisions with { Values = values, Skipped = skipped };

        // All is decided by one look at the device: what was asked is not asked again.
        async ValueTask<FactValue> ReadAsync(string name)
        {
            if (known.TryGetValue(name, out var read)) return read;
            var value = await facts.ReadAsync(name, ct);
            known[name] = value;
            return value;
        }

        async ValueTask ReadNamesAsync(IEnumerable<string> names)
        {
            foreach (var name in names)
                if (!values.ContainsKey(name) && await ReadAsync(name) is { IsKnown: true } fact) values[name] = fact.Text!;
        }
    }

    static bool IsLate(string name) => name.StartsWith("input.", StringComparison.Ordinal) || name.StartsWith("steps.", StringComparison.Ordinal);

    static async ValueTask<IReadOnlyList<string>> WhyNotForAsync(Plan plan, Func<string, ValueTask<FactValue>> factOf, Func<string, string?> valueOf)
    {
        var misses = new List<IReadOnlyList<string>>();
        foreach (var selector in plan.For) misses.Add(await MissesAsync(selector, factOf, valueOf));
        var fewest = misses.Min(missed => missed.Count);
        // Only the nearest selectors are told: the others are about other devices.
        if (fewest > 0) return [.. misses.Where(missed => missed.Count == fewest).SelectMany(missed => missed).Distinct().Select(miss => $"the plan {plan.Id} is not for this device: {miss}")];
        foreach (var exclusion in plan.NotFor)
            if (await WhyExcludedAsync(exclusion, factOf, valueOf) is { } why) return [$"the plan {plan.Id} is not for this device: {why}"];
        return [];
    }

    /// <summary>Why a known-bad case may be this device's: it is, or nothing that is known speaks against it.</summary>
    static async ValueTask<string?> WhyExcludedAsync(Exclusion exclusion, Func<string, ValueTask<FactValue>> factOf, Func<string, string?> valueOf)
    {
        var unknown = new List<string>();
        foreach (var condition in exclusion.Selector.Conditions)
        {
            var fact = await factOf(condition.Fact);
            if (!fact.IsKnown) unknown.Add($"{condition.Fact} is {fact}");
            else if (Matching.Test(condition, fact, valueOf) is not null) return null;
        }

        return unknown.Count == 0 ? exclusion.Because : $"it may be a known-bad case ({exclusion.Because}): {string.Join(", ", unknown)}";
    }

    static async ValueTask<IReadOnlyList<string>> MissesAsync(Selector selector, Func<string, ValueTask<FactValue>> factOf, Func<string, string?> valueOf)
    {
        var misses = new List<string>();
        foreach (var condition in selector.Conditions)
            if (Matching.Test(condition, await factOf(condition.Fact), valueOf) is { } miss) misses.Add(miss);
        return misses;
    }

    static void TakeInput(Input input, RunRequest request, Func<string, string> valueOf, Dictionary<string, string> inputs, List<string> refusals)
    {
        string value;
        if (request.Inputs.TryGetValue(input.Name, out var given)) value = given;
        else if (input.Default is null)
        {
            refusals.Add($"input '{input.Name}' must be given: {input.Summary}");
            return;
        }
        else
        {
            try
            {
                value = input.Default.Expand(valueOf);
            }
            catch (DeviceException e)
            {
                refusals.Add($"the default of input '{input.Name}' can not be made: {e.Message}");
                return;
            }
        }

        var wrong = input.Type switch
        {
            InputType.Image when ImageReference.Parse(value) is null => "no image reference like name:tag or oci:folder",
            InputType.Version when !HostVersion.TryParse(value, out _) => "no version",
            InputType.Size when !ByteSize.TryParse(value, out _) => "no size like 170MiB",
            _ => null,
        };
        wrong ??= input.IsSecret && value.Length < Secrets.ShortestValue ? $"too short for a secret: it has at least {Secrets.ShortestValue} characters" : null;
        if (wrong is null) inputs[input.Name] = value;
        else refusals.Add($"input '{input.Name}': {(input.IsSecret ? "the value" : $"'{value}'")} is {wrong}");
    }

    static async ValueTask<ImageAnswer> AskAsync(IDevice device, string name, CancellationToken ct)
    {
        if (ImageReference.Parse(name) is not { } reference) return new(null, new DeviceException(DeviceFault.NotFound, $"use image '{name}'", "it is no image reference"));
        try
        {
            return new(await device.Images.ResolveAsync(reference, ct), null);
        }
        catch (DeviceException e)
        {
            return new(null, e);
        }
    }
}
