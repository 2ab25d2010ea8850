using System.Text.Json.Nodes;

namespace Planner.Cli.Output;

/// <summary>What is known of the last run of a device where no journal tells of it: what its status file says.</summary>
/// <param name="file">The status file, or null when there is none that can be read.</param>
/// <param name="damage">What is wrong with the journal, or null when there is none.</param>
sealed class LastStatus(StatusFile? file, string? damage)
{
    const string NoJournal = "no journal tells of it any more";

    /// <summary>For people.</summary>
    internal IEnumerable<string> Lines()
    {
        if (file is null)
        {
            yield return damage is null ? "Nothing has run on this device." : $"The journal can not be read: {damage}";
            yield break;
        }

        yield return $"run      {file.Run ?? "unknown"}";
        if (file.Plan is not null) yield return $"plan     {file.Plan}";
        if (file.Target is not null) yield return $"update   to {file.Target}";
        yield return $"state    {State}, {file.Percentage}% {file.Text}";
        foreach (var cause in file.Cause) yield return $"cause    {cause}";
        yield return $"journal  {damage ?? NoJournal}";
    }

    /// <summary>For programs.</summary>
    internal JsonObject ToJson()
    {
        var page = Json.New();
        page["run"] = file?.Run;
        page["damage"] = damage;
        if (file is null) return page;
        page["plan"] = file.Plan;
        page["target"] = file.Target;
        page["state"] = State;
        page["status"] = file.Text;
        page["percentage"] = file.Percentage;
        page["cause"] = Json.Texts(file.Cause);
        page["at"] = file.At;
        return page;
    }

    string State => file!.Outcome ?? "unknown";
}
