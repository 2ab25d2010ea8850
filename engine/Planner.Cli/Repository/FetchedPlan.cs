using Planner.Cli.Input;
using Planner.Engine.Devices;
using Planner.Engine.Language;
using Planner.Repository;
using Planner.Repository.Catalogues;

namespace Planner.Cli.Repository;

/// <summary>Plans of a repository, with the layouts that they name.</summary>
static class FetchedPlan
{
    const string Layouts = "layouts/";

    /// <summary>Fetches a plan.</summary>
    /// <exception cref="DeviceException">It can not be fetched or can not be read: <see cref="DeviceFault.NotAuthentic"/> where it is not what was signed.</exception>
    internal static async Task<PlanFile> OfAsync(ITrustedRepository repository, PlanEntry entry, CancellationToken ct)
    {
        var files = new List<LayoutFile>();
        foreach (var target in repository.Targets.Values.Where(target => target.Path.StartsWith(Layouts, StringComparison.Ordinal)))
        {
            var content = await repository.FetchAsync(target, ct);
            if (LayoutReader.Read(target.Path, content, new ReadContext()) is { } layout) files.Add(new LayoutFile(layout, content));
        }

        var bytes = await repository.FetchAsync(repository.Targets[entry.Path], ct);
        var context = new ReadContext();
        var plan = PlanReader.Read(entry.Path, bytes, new LayoutSet([.. files.Select(file => file.Layout)]), context)
            ?? throw new DeviceException(DeviceFault.Failed, $"read {entry.Path}", string.Join("; ", context.Problems.Where(problem => problem.Severity == Severity.Error).Select(problem => problem.ToString())));
        return new PlanFile(plan, bytes, [.. plan.Layouts.Select(layout => files.First(file => file.Layout.Id == layout.Id))]);
    }
}
