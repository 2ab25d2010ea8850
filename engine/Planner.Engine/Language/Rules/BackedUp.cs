using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Engine.Language.Rules;

/// <summary>Whether what a step does to the user's data is covered by a verified copy elsewhere.</summary>
static class BackedUp
{
    /// <summary>Why an effect on a folder of the user's data is not covered; null when it is: an earlier backup of it lies where no step touches it until a later restore has put it back, and only erasing, and that restore, touch the folder between.</summary>
    internal static string? WhyNot(Course course, Touch touch, PartitionPath folder)
    {
        if (touch.Step is Restore restore)
            return restore.To == folder && course.Steps.Any(step => step is Backup backup && IsPairOf(backup, restore, folder) && course.Writes.Any(other => other.Effect.Kind == EffectKind.Erases && other.Overlaps(folder) && IsBetween(other.Step, backup, restore)))
                ? null : "no earlier step backed that folder up and erased it";
        if (touch.Effect.Kind != EffectKind.Erases) return "only erasing a whole partition can be covered by a backup";
        var pairs = course.Steps.OfType<Backup>().SelectMany(backup => course.Steps.OfType<Restore>().Where(other => IsPairOf(backup, other, folder) && IsBetween(touch.Step, backup, other)).Select(other => (Backup: backup, Restore: other))).ToList();
        if (pairs.Count == 0) return "no earlier 'backup' of that folder is put back by a later 'restore'";
        return pairs.Exists(pair => Intruder(course, pair.Backup, pair.Restore) is null) ? null
            : $"'{Intruder(course, pairs[0].Backup, pairs[0].Restore)!.Step.Describe()}' touches the backup {pairs[0].Backup.To} before it is put back";
    }

    static bool IsPairOf(Backup backup, Restore restore, PartitionPath folder) =>
        backup.Folder == folder && restore.To == folder && restore.From == backup.To && backup.Header.When.Count == 0 && restore.Header.When.Count == 0 && backup.Header.Number < restore.Header.Number;

    static bool IsBetween(Step step, Step first, Step last) => step.Header.Number > first.Header.Number && step.Header.Number < last.Header.Number;

    static Touch? Intruder(Course course, Backup backup, Restore restore) =>
        course.Writes.FirstOrDefault(touch => IsBetween(touch.Step, backup, restore) && touch.Overlaps(backup.To));
}
