using Planner.Cli.Output;
using Planner.Engine.Language;

namespace Planner.Cli.Input;

/// <summary>A plan that was read, with the bytes that a run stores.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Bytes">The plan file's content.</param>
/// <param name="Layout">Its layout.</param>
sealed record PlanFile(Plan Plan, byte[] Bytes, LayoutFile Layout)
{
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
        return plan is not null && library.FindFile(plan.Layout) is { } layout ? new PlanFile(plan, bytes, layout) : null;
    }
}
