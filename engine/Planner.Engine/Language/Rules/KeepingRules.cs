using FluentValidation;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Engine.Language.Rules;

/// <summary>User data, journal, staging and the boot variables outlive every step.</summary>
sealed class KeepingRules : AbstractValidator<Course>
{
    /// <summary>Makes the rules.</summary>
    public KeepingRules() => RuleForEach(course => course.Writes)
        .Must((course, touch) => Uncovered(course, touch) is null)
        .Else(ProblemCodes.UserDataTouched, touch => touch.At, (course, touch) =>
            $"'{touch.Step.Describe()}' {touch.Effect}, where the user's data lies ({Uncovered(course, touch)!.Value.Folder}), and {Uncovered(course, touch)!.Value.Why}")
        .Must((_, touch) => !Own(touch).Any(own => IsIn(touch, own.Path)))
        .Else(ProblemCodes.JournalErased, touch => touch.At, (course, touch) =>
            $"'{touch.Step.Describe()}' {touch.Effect}, where the layout keeps the {Own(touch).First(own => IsIn(touch, own.Path)).Name} ({Own(touch).First(own => IsIn(touch, own.Path)).Path})")
        .Must((_, touch) => BootFile(touch) is null)
        .Else(ProblemCodes.BootFileTouched, touch => touch.At, (course, touch) =>
            $"'{touch.Step.Describe()}' {touch.Effect}, where the loader of board '{BootFile(touch)!.Value.Board}' has {BootFile(touch)!.Value.Path}; only 'switch-boot' may change it");

    static (PartitionPath Folder, string Why)? Uncovered(Course course, Touch touch) => touch.Layout.UserData
        .Where(touch.Overlaps)
        .Select(folder => BackedUp.WhyNot(course, touch, folder) is { } why ? ((PartitionPath, string)?)(folder, why) : null)
        .FirstOrDefault(found => found is not null);

    // A tree that is written around these folders leaves them as they are.
    static bool IsIn(Touch touch, PartitionPath own) => touch.Overlaps(own) && (touch.Effect.Kind == EffectKind.Erases || TreeSelection.IsAtOrBelow(touch.Path, own.Path));

    // What an export may replace is said by its 'keep' and by the image, and known only on a device. Names on vfat have no case.
    static (string Board, PartitionPath Path)? BootFile(Touch touch) =>
        touch.Layout.Boards.Values
            .SelectMany(board => new[] { board.File, board.Counter?.File }.OfType<PartitionPath>().Select(path => (board.Name, Path: path)))
            .Where(file => file.Path.Partition == touch.Effect.Partition && (touch.Effect.Kind == EffectKind.Erases || string.Equals(file.Path.Path, touch.Path, StringComparison.OrdinalIgnoreCase)))
            .Select(file => ((string, PartitionPath)?)file)
            .FirstOrDefault();

    // A change of the layout takes them along.
    static IReadOnlyList<(string Name, PartitionPath Path)> Own(Touch touch) => touch.Step is Repartition ? [] : [("journal", touch.Layout.Journal), ("staging", touch.Layout.Staging)];
}
