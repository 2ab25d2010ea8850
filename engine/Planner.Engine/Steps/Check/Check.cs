using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Asks whether facts hold, whether an image or a URL can be had, and whether files are as a list says.</summary>
public sealed record Check(StepHeader Header, IReadOnlyList<FactCondition> That, Template? Image, Template? Url, FileFingerprint? Fingerprint, TimeSpan? Within) : Step(Header)
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    static readonly Field<IReadOnlyList<FactCondition>> ThatField = Field.Optional("that", Conditions.Type, "Facts and what they must match.");
    static readonly Field<Template> ImageField = Field.Optional("image", FieldTypes.Template, "An image that must be there for this device's platform.");
    static readonly Field<Template> UrlField = Field.Optional("url", FieldTypes.Url, "A URL that must answer with a success.");
    static readonly Field<FileFingerprint> FingerprintField = Field.Optional("fingerprint", FileFingerprint.Table, "A list of files with their MD5 that a partition must match: no file modified, added or deleted. Links and device nodes do not count, nor what is mounted over a folder.");
    static readonly Field<TimeSpan> WithinField = Field.Optional("within", FieldTypes.Duration, "How long to ask again until everything holds; measured anew after each boot.", "asked once");

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "check", "Goes on only when facts hold, an image or URL answers, and files are as a list says; reports everything that does not, at once.",
        [ThatField, ImageField, UrlField, FingerprintField, WithinField], null, TimeSpan.FromHours(2), Retry.Once,
        "never: it is asked again", "nothing to undo",
        (header, values) => new Check(header, values.Or(ThatField, []), values.OrNull(ImageField), values.OrNull(UrlField), values.OrNull(FingerprintField), values.OrNone(WithinField)));

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects =>
        [.. Image is null && Url is null ? [] : new[] { Effect.Reads(ResourceKind.Network) }, .. Fingerprint is null ? [] : new[] { Effect.Reads(ResourceKind.Partition, Fingerprint.Place.ToString()) }];

    /// <inheritdoc/>
    public override UndoPolicy Undo => UndoPolicy.NotNeeded;

    /// <inheritdoc/>
    public override IEnumerable<Template> Images => Image is null ? [] : [Image];

    /// <inheritdoc/>
    public override string Describe() => $"check {string.Join(", ", That.Select(condition => condition.Fact).Concat(Image is null ? [] : ["the image"]).Concat(Url is null ? [] : ["a URL"]).Concat(Fingerprint is null ? [] : [$"the files of {Fingerprint.List.Partition}"]))}";

    /// <inheritdoc/>
    public override ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct) => new(Probe.NotDone);

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        if (await WaitAsync(context, ct) is { Count: > 0 } failures) throw new CheckFailedException(failures);
    }

    /// <summary>Asks until everything holds or the time is over: what does not hold then.</summary>
    public async ValueTask<IReadOnlyList<string>> WaitAsync(StepContext context, CancellationToken ct)
    {
        var clock = context.Device.Clock;
        var began = clock.Elapsed;
        while (await FailuresAsync(context, ct) is { Count: > 0 } failures)
        {
            if (Within is not { } limit || clock.Elapsed - began >= limit) return failures;
            context.Report($"waiting: {string.Join("; ", failures)}");
            await clock.DelayAsync(Pause, ct);
        }

        return [];
    }

    /// <summary>Asks once: everything that does not hold.</summary>
    async ValueTask<IReadOnlyList<string>> FailuresAsync(StepContext context, CancellationToken ct)
    {
        var failures = new List<string>();
        foreach (var condition in That)
            if (await context.TestAsync(condition, ct) is { } reason) failures.Add(reason);
        if (Image is not null && await WhyNoImageAsync(context, Image, ct) is { } noImage) failures.Add(noImage);
        if (Url is not null && await WhyNoAnswerAsync(context, Url, ct) is { } noAnswer) failures.Add(noAnswer);
        if (Fingerprint is not null && await Fingerprint.WhyNotAsync(context, ct) is { } differs) failures.Add(differs);
        return failures;
    }

    static async ValueTask<string?> WhyNoImageAsync(StepContext context, Template image, CancellationToken ct)
    {
        var name = context.Expand(image);
        if (ImageReference.Parse(name) is not { } reference) return $"'{name}' is no image reference";
        try
        {
            await context.Device.Images.ResolveAsync(reference, ct);
            return null;
        }
        catch (DeviceException e)
        {
            return e.Message;
        }
    }

    static async ValueTask<string?> WhyNoAnswerAsync(StepContext context, Template url, CancellationToken ct)
    {
        var text = context.Expand(url);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) return $"'{text}' is no http or https URL";
        return await context.Device.Network.ProbeAsync(address, ct) is { } reason ? $"{text}: {reason}" : null;
    }
}
