using YamlDotNet.RepresentationModel;

namespace Planner.Mutation;

/// <summary>A change of the engine that makes it worse: a flush, an undo, a mark, a probe or a rule that is not there.</summary>
/// <param name="Id">Its name.</param>
/// <param name="File">The file, from the folder of the engine.</param>
/// <param name="Text">What is taken away: it stands in the file exactly once.</param>
/// <param name="Instead">What stands in its place.</param>
/// <param name="Means">What is missing then.</param>
/// <param name="NeedsPairs">Whether what it guards against takes two faults.</param>
sealed record Mutant(string Id, string File, string Text, string Instead, string Means, bool NeedsPairs)
{
    /// <summary>Where the engine is, from the top of the repository.</summary>
    internal const string Engine = "engine/Planner.Engine";

    /// <summary>Every mutant of the list.</summary>
    /// <param name="top">The top of the repository.</param>
    internal static IReadOnlyList<Mutant> All(string top)
    {
        var yaml = new YamlStream();
        using (var text = new StreamReader(Path.Combine(top, "tests", "mutation", "mutants.yaml"))) yaml.Load(text);
        return [.. ((YamlSequenceNode)yaml.Documents[0].RootNode).Select(Of)];
    }

    /// <summary>The file with the change; what is wrong with the list when its text is not there once.</summary>
    /// <param name="top">The top of the repository.</param>
    /// <param name="changed">The changed file.</param>
    internal string? WhyNotIn(string top, out string changed)
    {
        changed = "";
        var path = Path.Combine(top, Engine, File);
        if (!System.IO.File.Exists(path)) return $"{Id}: {Engine}/{File} is not there";
        var source = System.IO.File.ReadAllText(path);
        var parts = source.Split(Text);
        if (parts.Length != 2) return $"{Id}: its text stands {parts.Length - 1} times in {Engine}/{File}, and not once";
        changed = parts[0] + Instead + parts[1];
        return changed == source ? $"{Id}: it changes nothing" : null;
    }

    static Mutant Of(YamlNode node)
    {
        var fields = ((YamlMappingNode)node).Children.ToDictionary(pair => ((YamlScalarNode)pair.Key).Value!, pair => ((YamlScalarNode)pair.Value).Value ?? "");
        return new Mutant(fields["id"], fields["file"], fields["text"], fields["instead"], fields["means"], fields.GetValueOrDefault("faults") == "pairs");
    }
}
