using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Planner.Devices.Linux.Fetching;

namespace Planner.Devices.Linux.Images;

/// <summary>Answers a registry's challenge: basic, or a bearer token from the service that it names, with credentials where there are some and anonymously otherwise. A token that has expired is challenged again, and a new one asked for.</summary>
/// <param name="fetcher">Sends the requests.</param>
sealed partial class RegistryTokens(HttpFetcher fetcher)
{
    const int LargestToken = 1 << 20;

    readonly ConcurrentDictionary<(string Host, string Repository), AuthenticationHeaderValue> known = new();

    /// <summary>What was good for a repository before, or null.</summary>
    public AuthenticationHeaderValue? For(Uri place, string repository) => known.GetValueOrDefault((place.Authority, repository));

    /// <summary>Answers a challenge; null when there is no answer to it.</summary>
    public async Task<AuthenticationHeaderValue?> AnswerAsync(Uri place, string repository, HttpResponseMessage refused, string tried, CancellationToken ct)
    {
        foreach (var challenge in refused.Headers.WwwAuthenticate)
        {
            var answer = challenge.Scheme.ToUpperInvariant() switch
            {
                "BEARER" when challenge.Parameter is { } parameter => await TokenAsync(place, repository, parameter, tried, ct),
                "BASIC" => Basic(place),
                _ => null,
            };
            if (answer is null) continue;
            known[(place.Authority, repository)] = answer;
            return answer;
        }

        return null;
    }

    async Task<AuthenticationHeaderValue?> TokenAsync(Uri place, string repository, string challenge, string tried, CancellationToken ct)
    {
        var said = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match pair in Pairs().Matches(challenge)) said.TryAdd(pair.Groups["key"].Value, pair.Groups["value"].Value);
        if (!said.TryGetValue("realm", out var realm) || !Uri.TryCreate(realm, UriKind.Absolute, out var service) || (service.Scheme != Uri.UriSchemeHttps && (service.Scheme != Uri.UriSchemeHttp || !service.IsLoopback))) return null;
        var query = new StringBuilder(service.Query.TrimStart('?'));
        if (said.TryGetValue("service", out var audience)) query.Append($"&service={Uri.EscapeDataString(audience)}");
        query.Append($"&scope={Uri.EscapeDataString(said.GetValueOrDefault("scope") ?? $"repository:{repository}:pull")}");
        var address = new UriBuilder(service) { Query = query.ToString().TrimStart('&') }.Uri;
        using var response = await fetcher.SendAsync(address, HttpMethod.Get, request => request.Headers.Authorization = Basic(place), tried, ct);
        if ((int)response.StatusCode >= 500) throw Fetch.Refusal(response, $"{tried}, a token of {service.Authority}");
        if (!response.IsSuccessStatusCode) return null;
        try
        {
            using var json = JsonDocument.Parse(await fetcher.ReadAllAsync(response, LargestToken, tried, ct));
            var token = json.RootElement.TryGetProperty("token", out var found) || json.RootElement.TryGetProperty("access_token", out found) ? found.GetString() : null;
            return token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    AuthenticationHeaderValue? Basic(Uri place) => fetcher.Settings.LoginOf(place) is { } login
        ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.User}:{login.Password}")))
        : null;

    [GeneratedRegex("(?<key>[A-Za-z]+)=\"(?<value>[^\"]*)\"")]
    private static partial Regex Pairs();
}
