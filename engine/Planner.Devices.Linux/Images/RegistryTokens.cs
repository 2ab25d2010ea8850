using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Planner.Devices.Linux.Images;

/// <summary>Answers a registry's challenge: basic, or a bearer token from the service that it names, with credentials where there are some and anonymously otherwise.</summary>
/// <param name="http">Sends the requests.</param>
/// <param name="logins">Credentials by registry host.</param>
sealed partial class RegistryTokens(HttpClient http, IReadOnlyDictionary<string, RegistryLogin> logins)
{
    readonly ConcurrentDictionary<(string Host, string Repository), AuthenticationHeaderValue> known = new();

    /// <summary>What was good for a repository before, or null.</summary>
    public AuthenticationHeaderValue? For(RegistryName name) => known.GetValueOrDefault((name.Host, name.Repository));

    /// <summary>Answers a challenge; null when there is no answer to it.</summary>
    public async Task<AuthenticationHeaderValue?> AnswerAsync(RegistryName name, HttpResponseMessage refused, CancellationToken ct)
    {
        foreach (var challenge in refused.Headers.WwwAuthenticate)
        {
            var answer = challenge.Scheme.ToUpperInvariant() switch
            {
                "BEARER" when challenge.Parameter is { } parameter => await TokenAsync(name, parameter, ct),
                "BASIC" => Basic(name),
                _ => null,
            };
            if (answer is null) continue;
            known[(name.Host, name.Repository)] = answer;
            return answer;
        }

        return null;
    }

    async Task<AuthenticationHeaderValue?> TokenAsync(RegistryName name, string challenge, CancellationToken ct)
    {
        var said = Pairs().Matches(challenge).ToDictionary(pair => pair.Groups["key"].Value, pair => pair.Groups["value"].Value, StringComparer.OrdinalIgnoreCase);
        if (!said.TryGetValue("realm", out var realm) || !Uri.TryCreate(realm, UriKind.Absolute, out var service) || (service.Scheme != Uri.UriSchemeHttps && !service.IsLoopback)) return null;
        var query = new StringBuilder(service.Query.TrimStart('?'));
        if (said.TryGetValue("service", out var audience)) query.Append($"&service={Uri.EscapeDataString(audience)}");
        query.Append($"&scope={Uri.EscapeDataString(said.GetValueOrDefault("scope") ?? $"repository:{name.Repository}:pull")}");
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(service) { Query = query.ToString().TrimStart('&') }.Uri);
        request.Headers.Authorization = Basic(name);
        using var response = await http.SendAsync(request, ct);
        if (!response.IsSuccessStatusCode) return null;
        try
        {
            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(ct));
            var token = json.RootElement.TryGetProperty("token", out var found) || json.RootElement.TryGetProperty("access_token", out found) ? found.GetString() : null;
            return token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    AuthenticationHeaderValue? Basic(RegistryName name) => logins.TryGetValue(name.Host, out var login)
        ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.User}:{login.Password}")))
        : null;

    [GeneratedRegex("(?<key>[A-Za-z]+)=\"(?<value>[^\"]*)\"")]
    private static partial Regex Pairs();
}

/// <summary>Credentials for a registry.</summary>
/// <param name="User">User name.</param>
/// <param name="Password">Password or access token.</param>
public sealed record RegistryLogin(string User, string Password);
