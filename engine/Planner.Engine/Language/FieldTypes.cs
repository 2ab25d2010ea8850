using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Planner.Engine.Devices;

namespace Planner.Engine.Language;

/// <summary>The types of fields that files are made of.</summary>
public static partial class FieldTypes
{
    const string NamePattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$";

    /// <summary>A text.</summary>
    public static FieldType<string> Text { get; } = new ScalarType<string>("a text", null, text => text);

    /// <summary>A name: letters, digits, <c>. _ -</c>.</summary>
    public static FieldType<string> Name { get; } = new ScalarType<string>("a name of letters, digits, '.', '_' or '-'", NamePattern, text => NameForm().IsMatch(text) ? text : null);

    /// <summary><c>true</c> or <c>false</c>; nothing else, not <c>yes</c>, <c>no</c>, <c>on</c>.</summary>
    public static FieldType<bool> Flag { get; } = new FlagType();

    /// <summary>A size like <c>170MiB</c>.</summary>
    public static FieldType<long> Size { get; } = new ValueType<long>("a size like 170MiB", "^[0-9]+([.][0-9]+)? ?(|B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$", text => ByteSize.TryParse(text, out var bytes) ? bytes : null);

    /// <summary>A duration like <c>90s</c>, <c>15m</c>, <c>1h</c>.</summary>
    public static FieldType<TimeSpan> Duration { get; } = new ValueType<TimeSpan>("a duration like 90s, 15m or 1h", "^[0-9]+(ms|s|m|h)$", ParseDuration);

    /// <summary>A whole number.</summary>
    public static FieldType<int> Number { get; } = new ValueType<int>("a whole number", "^[0-9]+$", text => int.TryParse(text, System.Globalization.NumberStyles.None, null, out var number) ? number : null);

    /// <summary>A whole number from 1 to 1000.</summary>
    public static FieldType<int> PositiveNumber { get; } = new CountType();

    /// <summary>A host OS version like <c>2.4.0+rev1</c>, and nothing beside it.</summary>
    public static FieldType<HostVersion> OsVersion { get; } = new ScalarType<HostVersion>("a version like 2.4.0+rev1", null, text => HostVersion.TryParse(text, out var version) && version.ToString() == text ? version : null);

    /// <summary>An instant in UTC, like <c>2026-12-01T10:00:00Z</c>.</summary>
    public static FieldType<DateTimeOffset> Instant { get; } = new ValueType<DateTimeOffset>("an instant in UTC like 2026-12-01T10:00:00Z", "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", ParseInstant);

    /// <summary>A SHA-256 in lower-case hex.</summary>
    public static FieldType<string> Sha256 { get; } = new ScalarType<string>("a SHA-256 of 64 lower-case hex digits", "^[0-9a-f]{64}$", text => text.Length == 64 && text.All(char.IsAsciiHexDigitLower) ? text : null);

    /// <summary>An OCI platform without the OS, like <c>amd64</c> or <c>arm/v7</c>.</summary>
    public static FieldType<string> Platform { get; } = new ScalarType<string>("a platform like amd64, arm/v7 or arm64", "^[a-z0-9]+(/v[0-9]+)?$", text => PlatformForm().IsMatch(text) ? text : null);

    /// <summary>File permissions in octal, like <c>0644</c>.</summary>
    public static FieldType<int> Mode { get; } = new ValueType<int>("file permissions in octal like 0644", "^0?[0-7]{3,4}$", text => ModeForm().IsMatch(text) ? Convert.ToInt32(text, 8) : null);

    /// <summary>An absolute, normalised path, like <c>/resin-boot</c>.</summary>
    public static FieldType<string> AbsolutePath { get; } = new ScalarType<string>("an absolute path like /resin-boot", "^/", text => PartitionPath.TryParse($"x:{text}", out var path) ? path.Path : null);

    /// <summary>An absolute, normalised path that is not the root, like <c>/etc/hostname</c>.</summary>
    public static FieldType<string> PathBelowRoot { get; } = new ScalarType<string>("an absolute path below the root like /etc/hostname", "^/.", text => PartitionPath.TryParse($"x:{text}", out var path) && path.Path != "/" ? path.Path : null);

    /// <summary>A relative, normalised path, like <c>splash/resin-logo.png</c>.</summary>
    public static FieldType<string> RelativePath { get; } = new ScalarType<string>("a relative path like splash/logo.png", "^[^/]", text => PartitionPath.TryParse($"x:/{text}", out var path) ? path.Path[1..] : null);

    /// <summary>A text with <c>${name}</c> in it.</summary>
    public static FieldType<Template> Template { get; } = new TemplateType();

    /// <summary>A URL with <c>${name}</c> in it; one that stands there as it is must be of http or https.</summary>
    public static FieldType<Template> Url { get; } = new UrlType();

    /// <summary>The address of a server, of http or https.</summary>
    public static FieldType<Uri> Address { get; } = new ScalarType<Uri>("an address like https://updates.example.org/fleet", "^https?://", ParseAddress);

    /// <summary>A host, with a port where it has one.</summary>
    public static FieldType<string> Host { get; } = new ScalarType<string>("a host like registry.example.org or 10.0.0.7:5000", "^[A-Za-z0-9.-]+(:[0-9]+)?$", text => HostForm().IsMatch(text) ? text : null);

    /// <summary>A time of day like <c>02:30</c>.</summary>
    public static FieldType<TimeOnly> TimeOfDay { get; } = new ValueType<TimeOnly>("a time of day like 02:30", "^[0-2][0-9]:[0-5][0-9]$", text => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null);

    /// <summary>A partition of the layout or a role.</summary>
    public static FieldType<string> PartitionName { get; } = new NamedType(ReferenceKind.Partition, "a partition of the layout, or the role active or spare");

    /// <summary>A service of the layout.</summary>
    public static FieldType<string> ServiceName { get; } = new NamedType(ReferenceKind.Service, "a service of the layout");

    /// <summary>A boot family.</summary>
    public static FieldType<string> FamilyName { get; } = new NamedType(ReferenceKind.BootFamily, "a boot family like grub-env");

    /// <summary>A file on a partition, like <c>boot:/config.json</c>.</summary>
    public static FieldType<PartitionPath> File { get; } = new FileType();

    /// <summary>A list of values, or one value.</summary>
    public static FieldType<IReadOnlyList<T>> ListOf<T>(FieldType<T> item)
        where T : notnull => new ListType<T>(item);

    /// <summary>A list of at least one value, or one value.</summary>
    public static FieldType<IReadOnlyList<T>> SomeOf<T>(FieldType<T> item)
        where T : notnull => new ListType<T>(item) { IsNeeded = true };

    /// <summary>How an instant is written.</summary>
    public const string InstantForm = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    static DateTimeOffset? ParseInstant(string text) =>
        DateTimeOffset.TryParseExact(text, InstantForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant) ? instant : null;

    static Uri? ParseAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && address is { Query: "", Fragment: "", UserInfo: "" } ? address : null;

    static TimeSpan? ParseDuration(string text)
    {
        var match = DurationForm().Match(text);
        if (!match.Success || !long.TryParse(match.Groups["number"].Value, out var number) || number > 31_536_000) return null;
        return match.Groups["unit"].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            _ => TimeSpan.FromHours(number),
        };
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*\z")]
    private static partial Regex NameForm();

    [GeneratedRegex(@"^[A-Za-z0-9.-]+(:[0-9]{1,5})?\z")]
    private static partial Regex HostForm();

    [GeneratedRegex(@"^(?<number>[0-9]+)(?<unit>ms|s|m|h)\z")]
    private static partial Regex DurationForm();

    [GeneratedRegex(@"^[a-z0-9]+(/v[0-9]+)?\z")]
    private static partial Regex PlatformForm();

    [GeneratedRegex(@"^0?[0-7]{3,4}\z")]
    private static partial Regex ModeForm();

    internal static JsonObject ScalarSchema(string? pattern) => pattern is null
        ? new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") }
        : new JsonObject { ["type"] = new JsonArray("string", "number"), ["pattern"] = pattern };
}
