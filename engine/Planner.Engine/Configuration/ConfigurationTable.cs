using Planner.Engine.Language;

namespace Planner.Engine.Configuration;

/// <summary>How a configuration is written.</summary>
static class ConfigurationTable
{
    internal static readonly Field<string> Name = Field.Needed("configuration", FieldTypes.Name, "A name, for people: what the fleet is called.");
    internal static readonly Field<Uri> Repository = Field.Optional("repository", FieldTypes.Address, "The signed repository of plans and releases.", "none: plans are handed over");
    internal static readonly Field<IReadOnlyList<Uri>> Mirrors = Field.Optional("mirrors", FieldTypes.ListOf(FieldTypes.Address), "Other places to fetch the repository's files from, in order, when it does not answer.", "none");
    internal static readonly Field<string> TrustedRoot = Field.Optional("trusted-root", FieldTypes.PathBelowRoot, "File with the root metadata that the device trusts to begin with. Where there is one, an unsigned plan runs only with --local.", "none");
    static readonly Field<Uri> Proxy = Field.Optional("proxy", FieldTypes.Address, "Proxy for everything that is fetched.", "none");
    static readonly Field<string> Authorities = Field.Optional("ca", FieldTypes.PathBelowRoot, "File of certificates (PEM) of authorities that are trusted beside those of the OS.", "none");
    internal static readonly Field<long> SpeedLimit = Field.Optional("speed-limit", FieldTypes.Size, "Bytes a second that downloads may take.", "none");
    internal static readonly Field<IReadOnlyList<RegistryConfiguration>> Registries = Field.Optional("registries", FieldTypes.ListOf(Registry()), "What is special about registries: mirrors, credentials.", "nothing");
    internal static readonly Field<UpdateWindow> Window = Field.Optional("window", WindowTable(), "Time of day in which an update may begin.", "at any time");

    /// <summary>The table.</summary>
    public static Table<DeviceConfiguration> Table { get; } = new(
        "configuration",
        [Name, FileHead.LanguageField, Repository, Mirrors, TrustedRoot, Proxy, Authorities, SpeedLimit, Registries, Window],
        null,
        values => new DeviceConfiguration
        {
            Name = values.Of(Name),
            Repository = values.OrNull(Repository),
            Mirrors = values.Or(Mirrors, []),
            TrustedRoot = values.OrNull(TrustedRoot),
            Proxy = values.OrNull(Proxy),
            Authorities = values.OrNull(Authorities),
            SpeedLimit = values.OrNone(SpeedLimit),
            Registries = values.Or(Registries, []),
            Window = values.OrNull(Window),
        });

    static Table<RegistryConfiguration> Registry()
    {
        var host = Field.Needed("host", FieldTypes.Host, "Its host, with the port where it has one.");
        var mirrors = Field.Optional("mirrors", FieldTypes.ListOf(FieldTypes.Host), "Hosts that are asked before it, in order; they have its repositories under the same names.", "none");
        var login = Field.Optional("login", FieldTypes.PathBelowRoot, "File with user:password.", "it is asked anonymously");
        return new("registry", [host, mirrors, login], null, values => new(values.Of(host), values.Or(mirrors, []), values.OrNull(login)));
    }

    static Table<UpdateWindow> WindowTable()
    {
        var from = Field.Needed("from", FieldTypes.TimeOfDay, "When it opens, in UTC.");
        var to = Field.Needed("to", FieldTypes.TimeOfDay, "When it closes, in UTC; before it opens means on the next day.");
        return new("window", [from, to], null, values => new(values.Of(from), values.Of(to)));
    }
}
