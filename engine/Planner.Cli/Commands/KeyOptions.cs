using System.CommandLine;
using System.Globalization;
using Planner.Cli.Repository;
using Planner.Repository.Publishing;
using Planner.Repository.Tuf;

namespace Planner.Cli.Commands;

/// <summary>Options of the commands that sign.</summary>
static class KeyOptions
{
    const int MostDays = 3650;
    const int MostKeys = 16;

    internal static Option<string> Folder() => new("--keys") { Description = "Folder of private keys.", HelpName = "FOLDER", Required = true };

    internal static Option<string> Type()
    {
        var option = new Option<string>("--type") { Description = "ed25519 or ecdsa (P-256).", HelpName = "TYPE", DefaultValueFactory = _ => TufKey.Ed25519Type };
        option.AcceptOnlyFromAmong(TufKey.Ed25519Type, TufKey.EcdsaType);
        return option;
    }

    internal static Option<string[]> Expires() => Numbers("--expires", "Days that what is signed now is trusted: timestamp=7 snapshot=90 targets=365 root=365 are usual; may be repeated.", "ROLE=DAYS", MostDays);

    internal static Option<string[]> Threshold() => Numbers("--threshold", "So many keys of a role must sign, where a repository is begun: usually 1; may be repeated.", "ROLE=KEYS", MostKeys);

    internal static Lifetimes LifetimesOf(IEnumerable<string> values)
    {
        var (days, usual) = (Parsed(values), new Lifetimes());
        return new(days.GetValueOrDefault(Metadata.Root, usual.Root), days.GetValueOrDefault(Metadata.Targets, usual.Targets), days.GetValueOrDefault(Metadata.Snapshot, usual.Snapshot), days.GetValueOrDefault(Metadata.Timestamp, usual.Timestamp));
    }

    internal static IReadOnlyDictionary<string, int> ThresholdsOf(IEnumerable<string> values) => Parsed(values);

    /// <summary>Who signs for the roles of a new repository, by the keys of a folder.</summary>
    internal static IReadOnlyDictionary<string, RoleKeys> RolesOf(KeyFolder keys, IReadOnlyDictionary<string, int> thresholds) => Metadata.TopRoles.ToDictionary(role => role, role =>
        keys.Of(role) is { Count: > 0 } found
            ? new RoleKeys(found.ToDictionary(key => key.Public.Id, key => key.Public), thresholds.GetValueOrDefault(role, 1))
            : throw new PublishingException($"there is no key for {role}: 'planner key new {role}' makes one"));

    static Option<string[]> Numbers(string name, string summary, string form, int most)
    {
        var option = new Option<string[]>(name) { Description = summary, HelpName = form, DefaultValueFactory = _ => [] };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (token.Value.Split('=') is not [var role, var number] || !Metadata.TopRoles.Contains(role) || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < 1 || value > most)
                    result.AddError($"{name} takes {form}, a role of {string.Join(", ", Metadata.TopRoles)} and a number from 1 to {most}, not '{token.Value}'");
        });
        return option;
    }

    static Dictionary<string, int> Parsed(IEnumerable<string> values) => values.Select(value => value.Split('=')).GroupBy(parts => parts[0]).ToDictionary(group => group.Key, group => int.Parse(group.Last()[1], CultureInfo.InvariantCulture));
}
