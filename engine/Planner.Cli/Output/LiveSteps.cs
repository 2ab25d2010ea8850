using Planner.Engine.Execution;
using Planner.Engine.Language;
using Spectre.Console;

namespace Planner.Cli.Output;

/// <summary>Shows a run on a terminal as a list of steps that is drawn anew with every event.</summary>
/// <param name="terminal">Where.</param>
/// <param name="plan">The plan, for the steps to come; null when only the steps that happen are known.</param>
sealed class LiveSteps(Terminal terminal, Plan? plan) : IRunObserver
{
    readonly SortedDictionary<int, (string Mark, string Title, string Note)> rows = new(
        plan?.Steps.ToDictionary(step => step.Header.Number, step => (" ", step.Title, "")) ?? []);

    string status = "";
    LiveDisplayContext? display;

    /// <summary>Draws for as long as the run takes.</summary>
    internal Task<Outcome> ShowAsync(Func<Task<Outcome>> run) => terminal.Messages.Live(Picture()).StartAsync(async context =>
    {
        display = context;
        return await run();
    });

    /// <inheritdoc/>
    public void On(RunEvent happened)
    {
        switch (happened)
        {
            case StatusChanged now: status = $"{now.Percentage}% {now.Text}"; break;
            case StepBegan step: rows[step.Number] = ("[blue]>[/]", step.Title, ""); break;
            case StepProgress step: Set(step.Number, null, step.Text); break;
            case StepEnded step: Set(step.Number, step.How == StepResult.Skipped ? "[grey]-[/]" : "[green]✓[/]", step.How switch { StepResult.AlreadyDone => "was done already", StepResult.Skipped => "left out", _ => "" }); break;
            case StepFailed step: Set(step.Number, "[red]✗[/]", $"{string.Join(": ", step.Cause)}{(step.Left > 0 ? $" ({step.Left} tries left)" : "")}"); break;
            case UndoBegan undo: status = $"Undo: {string.Join("; ", undo.Cause)}"; break;
            case StepUndone step: Set(step.Number, step.Failure is null ? "[yellow]<[/]" : "[red]![/]", step.Failure is null ? "undone" : $"could not be undone: {step.Failure}"); break;
            case RebootDelayed reboot: status = reboot.Text; break;
            case Booting boot: status = boot.Slot is null ? "Reboot" : $"Booted slot {boot.Slot}"; break;
        }

        display?.UpdateTarget(Picture());
    }

    void Set(int number, string? mark, string note)
    {
        var row = rows.GetValueOrDefault(number, (" ", "", ""));
        rows[number] = (mark ?? row.Item1, row.Item2, note);
    }

    Table Picture()
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        foreach (var _ in (int[])[1, 2, 3, 4]) table.AddColumn("");
        foreach (var (number, (mark, title, note)) in rows) table.AddRow(mark, $"{number}", Markup.Escape(Visible.Of(title)), Markup.Escape(Visible.Of(note)));
        table.Caption = new TableTitle(Markup.Escape(Visible.Of(status)));
        return table;
    }
}
