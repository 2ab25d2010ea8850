using Planner.Engine.Language;

namespace Planner.Engine.Configuration;

/// <summary>Reads a device's configuration.</summary>
public static class ConfigurationReader
{
    /// <summary>How a configuration is written, for schema and docs.</summary>
    public static FieldType Type => ConfigurationTable.Table;

    /// <summary>Reads a configuration; null when it has errors, all of which are in the context then.</summary>
    /// <param name="file">The file's path, for places.</param>
    /// <param name="bytes">The file's content.</param>
    /// <param name="context">Takes the problems.</param>
    public static DeviceConfiguration? Read(string file, ReadOnlySpan<byte> bytes, ReadContext context)
    {
        if (YamlReader.Read(file, bytes, context) is not { } node || !FileHead.Speaks(node, context)) return null;
        var whole = ConfigurationTable.Table.TryReadValues(node, context, out var values);
        // A field that can not be read is not a missing one.
        if (whole) Check(values, context);
        return whole && !context.HasErrors ? ConfigurationTable.Table.Make(values) : null;
    }

    static void Check(FieldValues values, ReadContext context)
    {
        if (values.Has(ConfigurationTable.Repository) && !values.Has(ConfigurationTable.TrustedRoot))
            context.Report(ProblemCodes.MissingField, values.AtOf(ConfigurationTable.Repository), "a repository needs 'trusted-root': without it nothing that it has could be verified");
        if (values.Has(ConfigurationTable.Mirrors) && !values.Has(ConfigurationTable.Repository))
            context.Report(ProblemCodes.MissingField, values.AtOf(ConfigurationTable.Mirrors), "mirrors need the 'repository' that they are mirrors of");
        if (values.OrNone(ConfigurationTable.SpeedLimit) is 0)
            context.Report(ProblemCodes.OutOfRange, values.AtOf(ConfigurationTable.SpeedLimit), "is nothing: no download would ever end");
        if (values.OrNull(ConfigurationTable.Window) is { } window && window.From == window.To)
            context.Report(ProblemCodes.OutOfRange, values.AtOf(ConfigurationTable.Window), "opens and closes at the same time; leave it out where an update may begin at any time");
        foreach (var host in values.Or(ConfigurationTable.Registries, []).GroupBy(registry => registry.Host).Where(registries => registries.Count() > 1))
            context.Report(ProblemCodes.DuplicateKey, values.AtOf(ConfigurationTable.Registries), $"names the registry {host.Key} more than once");
    }
}
