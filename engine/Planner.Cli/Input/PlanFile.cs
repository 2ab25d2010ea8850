using Planner.Cli.Output;
using Planner.Devices.Simulated;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Cli.Input;

/// <summary>A plan that was read, with the bytes that a run stores.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Bytes">The plan file's content.</param>
/// <param name="Layouts">Its layouts, in the order of the plan: the one that it starts from comes first.</param>
sealed record PlanFile(Plan Plan, byte[] Bytes, IReadOnlyList<LayoutFile> Layouts)
{
    /// <summary>The layout that it starts from.</summary>
    internal LayoutFile Layout => Layouts[0];

    /// <summary>What a run stores of it.</summary>
    internal StoredPlan Stored => new(Bytes, [.. Layouts.Select(layout => layout.Bytes)]);

    /// <summary>A device of a snapshot, as the plan would find and leave it.</summary>
    internal SimulatedStart StartOf(DeviceInput device) => SimulatedStart.Of(device.File, [device.Source.Layout, .. Plan.Layouts.Skip(1)]);

    /// <summary>Reads a plan; null after every problem was said.</summary>
    internal static PlanFile? Load(string path, PlanLibrary library, Terminal terminal)
    {
        var (bytes, failure) = InputBytes.Read(path);
        if (bytes is null)
        {
            terminal.Error($"{path}: {failure}");
            return null;
        }

        if (FileKinds.Other(path, bytes, FileKind.Plan) is { } other)
        {
            terminal.Error($"{path} is {other}, and a plan is needed here");
            return null;
        }

        var context = new ReadContext();
        var plan = PlanReader.Read(path, bytes, library, context);
        terminal.Problems(path, library.With(context.Problems));
        return plan is null ? null : new PlanFile(plan, bytes, [.. plan.Layouts.Select(layout => library.FindFile(layout.Id)!)]);
    }
}
