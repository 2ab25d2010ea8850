using System.Collections.Immutable;

namespace Planner.Engine.Steps;

/// <summary>Reads what connman's text says about IEEE 802.1X.</summary>
/// <param name="text">Reads a value.</param>
/// <param name="secret">Reads a value whose spaces at the end belong to it.</param>
/// <param name="note">Tells what can not be migrated.</param>
sealed class EnterpriseReader(Func<string, string?> text, Func<string, string?> secret, Action<string> note)
{
    static readonly IReadOnlyList<string> InnerPlain = ["pap", "chap", "mschap", "mschapv2", "gtc", "otp", "md5", "tls"];
    static readonly IReadOnlyList<string> InnerEap = ["md5", "mschapv2", "otp", "gtc", "tls"];

    /// <summary>The keys that it reads.</summary>
    internal static IReadOnlyList<string> Keys { get; } =
    [
        "EAP", "Phase2", "Identity", "AnonymousIdentity", "CACertFile", "ClientCertFile", "PrivateKeyFile", "PrivateKeyPassphrase", "PrivateKeyPassphraseType",
        "SubjectMatch", "AltSubjectMatch", "DomainSuffixMatch", "DomainMatch",
    ];

    /// <summary>Who the device is.</summary>
    internal Enterprise Read(string eap)
    {
        var method = eap.ToLowerInvariant();
        if (method is not ("tls" or "ttls" or "peap")) throw new LostNetworkException("EAP is none of tls, ttls and peap");
        var settings = ImmutableArray.CreateBuilder<(string Key, string Value)>();
        var certificates = ImmutableArray.CreateBuilder<(string Key, string Path)>();
        void Say(string key, string? value)
        {
            if (value is { Length: > 0 }) settings.Add((key, value));
        }

        void Certify(string key, string? path)
        {
            if (path is { Length: > 0 }) certificates.Add((key, path));
        }

        settings.Add(("eap", method + ";"));
        Say("identity", text("Identity") is { Length: > 0 } identity ? identity : throw new LostNetworkException("Identity is missing"));
        Say("anonymous-identity", text("AnonymousIdentity"));
        Say("subject-match", text("SubjectMatch"));
        Say("altsubject-matches", text("AltSubjectMatch") is { Length: > 0 } names ? string.Concat(names.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(name => name.Trim() + ";")) : null);
        Say("domain-suffix-match", text("DomainSuffixMatch"));
        Say("domain-match", text("DomainMatch"));
        Certify("ca-cert", text("CACertFile"));
        if (method != "tls") SayInner(method, Say);
        if (text("PrivateKeyPassphraseType") is not null) throw new LostNetworkException("PrivateKeyPassphraseType makes a key of the old file system, which is gone then");
        if (text("PrivateKeyFile") is { Length: > 0 } key) SayKey(key, Say, Certify);
        else if (method == "tls") throw new LostNetworkException("PrivateKeyFile is missing");
        return new Enterprise(settings.ToImmutable(), certificates.ToImmutable());
    }

    void SayInner(string method, Action<string, string?> say)
    {
        say("password", secret("Passphrase") is { Length: > 0 } password ? password : throw new LostNetworkException("Passphrase is missing"));
        var inner = text("Phase2")?.ToLowerInvariant();
        if (inner is not { Length: > 0 })
        {
            if (method == "ttls") throw new LostNetworkException("Phase2 is missing, and NetworkManager does not guess it");
            note("Phase2 is missing: taken for MSCHAPV2");
            inner = "mschapv2";
        }

        var isEap = inner.StartsWith("eap-", StringComparison.Ordinal);
        var name = isEap ? inner[4..] : inner;
        if (!(isEap ? InnerEap : InnerPlain).Contains(name)) throw new LostNetworkException("Phase2 is not known to NetworkManager");
        say(isEap ? "phase2-autheap" : "phase2-auth", name);
    }

    void SayKey(string key, Action<string, string?> say, Action<string, string?> certify)
    {
        var isWhole = key.EndsWith(".p12", StringComparison.OrdinalIgnoreCase) || key.EndsWith(".pfx", StringComparison.OrdinalIgnoreCase);
        certify("client-cert", isWhole ? key : text("ClientCertFile") is { Length: > 0 } certificate ? certificate : throw new LostNetworkException("ClientCertFile is missing"));
        certify("private-key", key);
        var password = secret("PrivateKeyPassphrase");
        say("private-key-password", password);
        // Not required: NetworkManager would ask a person for it.
        if (password is not { Length: > 0 }) say("private-key-password-flags", "4");
    }
}
