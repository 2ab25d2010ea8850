using Planner.Engine.Configuration;
using Planner.Engine.Devices.Files;
using Planner.Engine.Language;

namespace Planner.Cli.Input;

/// <summary>What was found out about one input file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Kind">What it is, or null when that can not be told.</param>
/// <param name="Failure">Why it was not read, or null.</param>
/// <param name="Problems">What is wrong in it, and in the layout that it names.</param>
sealed record FileCheck(string Path, FileKind? Kind, string? Failure, IReadOnlyList<Problem> Problems)
{
    /// <summary>Whether there is nothing that makes it unusable.</summary>
    internal bool IsValid(bool strict) => Failure is null && !Problems.Any(problem => strict || problem.Severity == Severity.Error);

    /// <summary>Checks a file.</summary>
    /// <param name="path">The file, or a folder in which none was found.</param>
    /// <param name="plans">The folder of plans and layouts that the user named, or null.</param>
    internal static FileCheck Of(string path, string? plans)
    {
        if (Directory.Exists(path)) return new FileCheck(path, null, "holds no YAML file", []);
        var (bytes, failure) = InputBytes.Read(path);
        if (bytes is null) return new FileCheck(path, null, failure, []);
        var context = new ReadContext();
        var kind = FileKinds.Of(path, bytes, context);
        var library = LibraryPlaces.Of(kind == FileKind.Plan ? path : null, kind == FileKind.Device ? path : null, plans);
        switch (kind)
        {
            case FileKind.Plan: PlanReader.Read(path, bytes, library, context); break;
            case FileKind.Layout: LayoutReader.Read(path, bytes, context); break;
            case FileKind.Configuration: ConfigurationReader.Read(path, bytes, context); break;
            case FileKind.Device: DeviceFileReader.Read(path, bytes, library, InputBytes.Beside(path), context); break;
        }

        return new FileCheck(path, kind, null, library.With(context.Problems));
    }
}
