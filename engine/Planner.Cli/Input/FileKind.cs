using Planner.Engine.Language;

namespace Planner.Cli.Input;

/// <summary>Kinds of input files.</summary>
enum FileKind
{
    /// <summary>Begins with <c>plan:</c>.</summary>
    Plan,

    /// <summary>Begins with <c>layout:</c>.</summary>
    Layout,

    /// <summary>Begins with <c>device:</c>.</summary>
    Device,

    /// <summary>Begins with <c>configuration:</c>.</summary>
    Configuration,
}

/// <summary>Tells input files apart.</summary>
static class FileKinds
{
    // A plan and a device file name a layout too, so that key decides last.
    static readonly (string Key, FileKind Kind, string Name)[] Keys = [("plan", FileKind.Plan, "a plan"), ("device", FileKind.Device, "a device file"), ("layout", FileKind.Layout, "a layout"), ("configuration", FileKind.Configuration, "a configuration")];

    /// <summary>What a file is by its first key, like <c>a layout</c>, when that is not what it should be; null when it is, or when that can not be told.</summary>
    internal static string? Other(string path, byte[] bytes, FileKind wanted)
    {
        var first = YamlReader.Read(path, bytes, new ReadContext()) is MappingNode { Members: [var member, ..] } ? member.Key.Text : null;
        return Keys.FirstOrDefault(known => known.Key == first && known.Kind != wanted).Name;
    }

    /// <summary>The kind by the file's first key, else by any of its keys; null, with a problem, when it is none.</summary>
    internal static FileKind? Of(string path, byte[] bytes, ReadContext context)
    {
        var looked = new ReadContext();
        var node = YamlReader.Read(path, bytes, looked);
        var keys = node is MappingNode mapping ? mapping.Members.Select(member => member.Key.Text).ToList() : [];
        foreach (var (key, kind, _) in Keys)
            if (keys.FirstOrDefault() == key) return kind;
        foreach (var (key, kind, _) in Keys)
            if (keys.Contains(key)) return kind;
        foreach (var problem in looked.Problems) context.Report(problem.Code, problem.At, problem.Message);
        if (node is not null) context.Report(ProblemCodes.MissingField, node.At, $"must begin with 'plan:', 'layout:', 'device:' or 'configuration:', to be one of them{Suggestion.For(keys.FirstOrDefault() ?? "", Keys.Select(known => known.Key))}");
        return null;
    }
}
