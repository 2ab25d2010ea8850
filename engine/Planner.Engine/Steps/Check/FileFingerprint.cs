using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>What an OS image says of its files, and what of that does not count.</summary>
/// <param name="List">A list with a line <c>&lt;md5&gt;  &lt;path&gt;</c> for each file of the partition that it lies on.</param>
/// <param name="Except">Files and folders that may differ, come and go.</param>
public sealed record FileFingerprint(PartitionPath List, IReadOnlyList<string> Except)
{
    const int Shown = 10;

    static readonly Field<PartitionPath> ListField = Field.Needed("list", FieldTypes.File, "The list, like 'active:/os.fingerprint': a line '<md5>  <path>' for each file of the partition that it lies on.");
    static readonly Field<IReadOnlyList<string>> ExceptField = Field.Optional("except", FieldTypes.ListOf(FieldTypes.PathBelowRoot), "Files and folders that may differ, come and go.", "the list itself, and what Planner keeps there");

    /// <summary>How it is written.</summary>
    internal static Table<FileFingerprint> Table { get; } = new("fingerprint", [ListField, ExceptField], ListField, values => new FileFingerprint(values.Of(ListField), values.Or(ExceptField, [])));

    /// <summary>The partition whose files are compared, with its role unbound.</summary>
    internal PartitionPath Place => PartitionPath.Root(List.Partition);

    /// <summary>Compares; null when every file is as the list says, else why not. Where that names too few of them, all are reported.</summary>
    internal async ValueTask<string?> WhyNotAsync(StepContext context, CancellationToken ct)
    {
        try
        {
            var list = context.Path(List);
            if (await context.Device.Files.ReadAsync(list, ct) is not { } bytes) return $"{list}: there is no such list";
            if (FingerprintList.Read(bytes, out var broken) is not { } expected) return $"{list}: line {broken} is no MD5 and path";
            var differences = await DifferencesAsync(context, list, expected, ct);
            if (differences.Count == 0) return null;
            if (differences.Count > Shown)
                foreach (var difference in differences) context.Report(difference);
            var more = differences.Count > Shown ? $" and {differences.Count - Shown} more" : "";
            return $"{list.Partition} differs from {list.Path} in {differences.Count} {(differences.Count == 1 ? "file" : "files")}: {string.Join(", ", differences.Take(Shown))}{more}";
        }
        catch (DeviceException e)
        {
            return e.Message;
        }
    }

    async ValueTask<IReadOnlyList<string>> DifferencesAsync(StepContext context, PartitionPath list, IReadOnlyDictionary<string, string> expected, CancellationToken ct)
    {
        // Names on vfat have no case.
        var isVfat = (await context.Device.Disks.LookAsync(list.Partition, ct))?.Type == "vfat";
        var comparer = isVfat ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        IReadOnlyList<string> left = [.. Except, list.Path, .. Own(context.Device.Layout, list.Partition)];
        bool Counts(string path) => !left.Any(one => TreeSelection.IsAtOrBelow(isVfat ? path.ToUpperInvariant() : path, isVfat ? one.ToUpperInvariant() : one));
        var should = expected.Where(file => Counts(file.Key)).ToDictionary(comparer);
        var found = (await context.Device.Files.Md5Async(PartitionPath.Root(list.Partition), left, ct)).Where(file => Counts(file.Key)).ToDictionary(comparer);
        return
        [
            .. should.Keys.Union(found.Keys, comparer).Order(StringComparer.Ordinal).Select(path =>
                !found.TryGetValue(path, out var there) ? $"{path} (deleted)" : !should.TryGetValue(path, out var md5) ? $"{path} (added)" : there == md5 ? null : $"{path} (modified)").OfType<string>(),
        ];
    }

    /// <summary>What Planner itself has on a partition while a run is open.</summary>
    static IEnumerable<string> Own(Layout layout, string partition) =>
        new[] { layout.Journal, layout.Staging, layout.Logs }.Where(place => place.Partition == partition).Select(place => place.Path).Concat(layout.Slots.Values.Contains(partition) ? ResumeHook.Paths : []);
}
