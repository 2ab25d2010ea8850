using Planner.Cli.Input;
using Planner.Cli.Output;
using Planner.Devices.Linux.Fetching;
using Planner.Devices.Linux.Images;
using Planner.Engine.Configuration;
using Planner.Engine.Devices;
using Planner.Engine.Language;

namespace Planner.Cli.Repository;

/// <summary>A device's configuration, where it has one.</summary>
static class DeviceSettings
{
    /// <summary>Where a device has its configuration.</summary>
    internal const string Place = "/etc/planner/config.yaml";

    /// <summary>Reads it; null after every problem was said.</summary>
    /// <param name="given">The file that the user named, or null: that of this machine, which need not be there.</param>
    /// <param name="terminal">Gets the problems.</param>
    internal static DeviceConfiguration? Load(string? given, Terminal terminal)
    {
        var path = given ?? Place;
        if (given is null && !File.Exists(path)) return new DeviceConfiguration();
        var (bytes, failure) = InputBytes.Read(path);
        if (bytes is null)
        {
            terminal.Error($"{path}: {failure}");
            return null;
        }

        var context = new ReadContext();
        var read = ConfigurationReader.Read(path, bytes, context);
        terminal.Problems(path, context.Problems);
        return read;
    }

    /// <summary>How this machine reaches its peers and when its updates may begin, for a run that is open: a configuration that can not be read is told, and keeps no run from its end.</summary>
    internal static (NetworkSettings Network, UpdateWindow? Window) OfOpenRun(Terminal terminal)
    {
        var configuration = Load(null, terminal) ?? new DeviceConfiguration();
        try
        {
            return (Network(configuration), configuration.Window);
        }
        catch (DeviceException e)
        {
            terminal.Error(e.Message);
            return (new NetworkSettings(), configuration.Window);
        }
    }

    /// <summary>How the device reaches its peers.</summary>
    /// <exception cref="DeviceException">A file that it names can not be read.</exception>
    internal static NetworkSettings Network(DeviceConfiguration configuration) => new()
    {
        Proxy = configuration.Proxy,
        CaFile = configuration.Authorities,
        BytesPerSecond = configuration.SpeedLimit,
        Mirrors = configuration.Registries.Where(registry => registry.Mirrors.Count > 0).ToDictionary(registry => registry.Host, IReadOnlyList<Uri> (registry) => [.. registry.Mirrors.Select(AddressOf)]),
        Logins = configuration.Registries.Where(registry => registry.Login is not null).ToDictionary(registry => registry.Host, registry => LoginOf(registry.Login!)),
    };

    // As a registry itself is asked: plain HTTP is spoken to this machine only.
    static Uri AddressOf(string host) => new UriBuilder(IsThisMachine(host) ? $"http://{host}" : $"https://{host}").Uri;

    static bool IsThisMachine(string host) => new Uri($"https://{host}").IsLoopback;

    static RegistryLogin LoginOf(string path)
    {
        try
        {
            var text = File.ReadAllText(path).Trim();
            var at = text.IndexOf(':', StringComparison.Ordinal);
            return at > 0 ? new RegistryLogin(text[..at], text[(at + 1)..]) : throw new DeviceException(DeviceFault.Failed, $"read the credentials in {path}", "they are not written as user:password");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DeviceException(DeviceFault.Failed, $"read the credentials in {path}", e.Message, e);
        }
    }
}
