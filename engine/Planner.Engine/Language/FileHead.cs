using System.Globalization;
using Semver;

namespace Planner.Engine.Language;

/// <summary>What the files of the plan language share: their language, and an identity that agrees with their place.</summary>
public static class FileHead
{
    /// <summary>The newest language that this Planner speaks.</summary>
    public const int Language = 1;

    /// <summary>The field <c>language</c> of every file.</summary>
    internal static Field<int> LanguageField { get; } = Field.Needed("language", FieldTypes.Number, "Version of the plan language that the file is written in; 1 is the newest.");

    /// <summary>Whether the file's language is spoken. One that is newer is refused before anything else, since other problems would be about words that are not known yet.</summary>
    internal static bool Speaks(Node node, ReadContext context)
    {
        var said = (node as MappingNode)?.Members.FirstOrDefault(member => member.Key.Text == LanguageField.Name).Value as ScalarNode;
        if (!int.TryParse(said?.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var language)) return true;
        if (language == 0) context.Report(ProblemCodes.OutOfRange, said!.At, "languages are counted from 1");
        return language <= Language || context.Refuse(ProblemCodes.NewerLanguage, said!.At, $"needs language {language}, this Planner speaks {Language}");
    }

    /// <summary>Reports a version that is no semantic version.</summary>
    internal static void CheckVersion(Position at, string version, ReadContext context)
    {
        if (!SemVersion.TryParse(version, SemVersionStyles.Strict, out _))
            context.Report(ProblemCodes.NotSemver, at, $"must be a semantic version like 1.0.0, not '{version}'");
    }

    /// <summary>Reports a name or version that differs from the file's path, when the file is called like a version: <c>&lt;name&gt;/&lt;version&gt;.yaml</c>.</summary>
    internal static void CheckPlace((Position At, string Text) name, (Position At, string Text) version, ReadContext context)
    {
        var parts = name.At.File.Replace('\\', '/').Split('/');
        if (parts.Length < 2 || !parts[^1].EndsWith(".yaml", StringComparison.Ordinal)) return;
        var called = parts[^1][..^".yaml".Length];
        if (!SemVersion.TryParse(called, SemVersionStyles.Strict, out _)) return;
        if (parts[^2] != name.Text) context.Report(ProblemCodes.WrongPlace, name.At, $"is '{name.Text}', but the file lies in the folder '{parts[^2]}'");
        if (called != version.Text) context.Report(ProblemCodes.WrongPlace, version.At, $"is '{version.Text}', but the file is called '{parts[^1]}'");
    }
}
