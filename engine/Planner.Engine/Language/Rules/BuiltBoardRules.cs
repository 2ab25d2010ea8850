using FluentValidation;
using Planner.Engine.Boot;
using Planner.Engine.Devices;

namespace Planner.Engine.Language.Rules;

/// <summary>Boards whose boot family is built must say everything that a switch turns on.</summary>
sealed class BuiltBoardRules : AbstractValidator<LayoutDraft>
{
    /// <summary>Makes the rules.</summary>
    public BuiltBoardRules()
    {
        RuleForEach(layout => layout.BuiltBoards)
            .Must(board => board.Value.Exposes is not null || board.Value is { Kernel: KernelPlace.Slot, Counter: not null })
            .Else(ProblemCodes.LayoutContradiction, board => board.At, (_, board) => $"board '{board.Name}' needs 'exposes': {(board.Value.Kernel == KernelPlace.Boot
                ? "its kernel lies on the boot partition, which both slots share"
                : "without 'counter' its loader never falls back by itself")}")
            .Must(board => board.Value.Slots.Values.Distinct().Count() == board.Value.Slots.Count)
            .Else(ProblemCodes.LayoutContradiction, board => board.At, (_, board) => $"board '{board.Name}' gives two slots one value, so its loader could not tell them apart")
            .Must(board => board.Value.Slots.Values.All(value => value.Length > 0 && value.Trim() == value && !value.Any(char.IsControl)))
            .Else(ProblemCodes.LayoutContradiction, board => board.At, (_, board) => $"board '{board.Name}' gives a slot a value that is not one line of text, as its loader's variables are")
            .Must(board => !IsText(board.Value) || board.Value.Slots.Values.Select(value => value.Length).Distinct().Count() <= 1)
            .Else(ProblemCodes.LayoutContradiction, board => board.At, (_, board) => $"board '{board.Name}' gives its slots values of different lengths, and {board.Value.Family} changes a text in place")
            .Must(board => !IsText(board.Value) || board.Value.Counter is null)
            .Else(ProblemCodes.LayoutContradiction, board => board.At, (_, board) => $"board '{board.Name}' has a 'counter', and no loader of {board.Value.Family} counts boots")
            .Must(board => Variables(board.Value) is var names && names.Distinct().Count() == names.Count)
            .Else(ProblemCodes.LayoutContradiction, board => board.At, (_, board) => $"board '{board.Name}' uses one variable for two things: {string.Join(", ", Variables(board.Value))}");
        RuleForEach(layout => layout.BoardFiles)
            .Must((layout, file) => !layout.IsSlot(file.Value.Partition))
            .Else(ProblemCodes.LayoutContradiction, file => file.At, (_, file) => $"board '{file.Name}' has {file.Value} on a slot, which an update replaces");
    }

    static bool IsText(Board board) => BootFamilies.Find(board.Family) is { IsText: true };

    static IReadOnlyList<string> Variables(Board board) => [.. new[] { board.Variable, board.Counter?.Flag, board.Counter?.Variable }.OfType<string>()];
}
