using System.CommandLine;
using Planner.Cli.Output;
using Planner.Engine.Language;

namespace Planner.Cli.Commands;

/// <summary>Writes JSON Schemas of the input files.</summary>
static class SchemaCommand
{
    internal static Command Make(Terminal terminal)
    {
        var name = new Argument<string?>("FILE") { Description = "plan, layout, device or config; plan when it is left out.", Arity = ArgumentArity.ZeroOrOne };
        name.AcceptOnlyFromAmong([.. SchemaWriter.Files.Select(file => file.Name)]);
        var write = new Option<string?>("--write") { Description = "Write all of them as files into a folder, and the page of all step kinds into the folder above it.", HelpName = "DIR" };
        var command = new PlannerCommand("schema", "Writes the JSON Schema of plans, layouts, device or configuration files.", "planner schema plan > plan.schema.json", "planner schema --write plans/schemas") { name, write };
        command.SetAction(parsed => parsed.GetValue(write) is { } folder ? WriteAll(folder, terminal) : WriteOne(parsed.GetValue(name) ?? "plan", terminal));
        return command;
    }

    static int WriteOne(string name, Terminal terminal)
    {
        terminal.Result(SchemaWriter.Write(name)!.TrimEnd('\n'));
        return ExitCode.Good;
    }

    static int WriteAll(string folder, Terminal terminal)
    {
        Directory.CreateDirectory(folder);
        foreach (var name in SchemaWriter.Files.Select(file => file.Name)) Write(Path.Join(folder, $"{name}.schema.json"), SchemaWriter.Write(name)!, terminal);
        Write(Path.Join(folder, "..", "STEPS.md"), Explain.Markdown(), terminal);
        return ExitCode.Good;
    }

    static void Write(string path, string content, Terminal terminal)
    {
        File.WriteAllText(path, content);
        terminal.Say($"wrote {path}");
    }
}
