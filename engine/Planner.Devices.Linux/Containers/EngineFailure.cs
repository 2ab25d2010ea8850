using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Docker.DotNet;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Containers;

/// <summary>Turns what an engine says, or fails to say, into a device's failure.</summary>
static class EngineFailure
{
    // What Docker and balena write into their error messages; there are no codes.
    static readonly (string Words, DeviceFault Fault)[] Known =
    [
        ("no space left on device", DeviceFault.NoSpace),
        ("verification failed for digest", DeviceFault.NotAuthentic),
        ("unexpected commit digest", DeviceFault.NotAuthentic),
        ("does not match", DeviceFault.NotAuthentic),
        ("no matching manifest", DeviceFault.WrongPlatform),
        ("does not provide the specified platform", DeviceFault.WrongPlatform),
        ("manifest unknown", DeviceFault.NotFound),
        ("name unknown", DeviceFault.NotFound),
        ("no such image", DeviceFault.NotFound),
        ("access to the resource is denied", DeviceFault.NotFound),
        ("pull access denied", DeviceFault.NotFound),
        ("not found", DeviceFault.NotFound),
        ("no such file or directory: unknown", DeviceFault.NotFound),
        ("connection refused", DeviceFault.Unreachable),
        ("connection reset", DeviceFault.Unreachable),
        ("no such host", DeviceFault.Unreachable),
        ("timeout", DeviceFault.Unreachable),
        ("deadline exceeded", DeviceFault.Unreachable),
        ("network is unreachable", DeviceFault.Unreachable),
        ("no route to host", DeviceFault.Unreachable),
        ("server misbehaving", DeviceFault.Unreachable),
        ("EOF", DeviceFault.Unreachable),
        ("input/output error", DeviceFault.BadDisk),
        ("read-only file system", DeviceFault.BadDisk),
    ];

    /// <summary>Whether an exception came from speaking to the engine.</summary>
    public static bool IsOfEngine(Exception e) =>
        e is DockerApiException or HttpRequestException or IOException or SocketException or JsonException or TimeoutException or OperationCanceledException or ObjectDisposedException;

    /// <summary>A failure from what the engine wrote.</summary>
    public static DeviceException Of(string tried, string message, Exception? inner = null)
    {
        var fault = Array.Find(Known, known => message.Contains(known.Words, StringComparison.OrdinalIgnoreCase));
        return new DeviceException(fault.Words is null ? DeviceFault.Failed : fault.Fault, tried, message.Trim(), inner);
    }

    /// <summary>A failure from an exception of the client. A broken connection is <see cref="DeviceFault.Unreachable"/>.</summary>
    public static DeviceException Of(string tried, Exception e) => e switch
    {
        DockerApiException { StatusCode: HttpStatusCode.NotFound } api => new DeviceException(DeviceFault.NotFound, tried, MessageOf(api), e),
        DockerApiException api => Of(tried, MessageOf(api), e),
        _ => new DeviceException(DeviceFault.Unreachable, tried, $"the container engine broke off: {(e.InnerException ?? e).Message}", e),
    };

    static string MessageOf(DockerApiException e)
    {
        try
        {
            using var json = JsonDocument.Parse(e.ResponseBody ?? "");
            if (json.RootElement.TryGetProperty("message", out var message)) return message.GetString() ?? e.Message;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
        }

        return $"{(int)e.StatusCode} {e.ResponseBody}".Trim();
    }
}
