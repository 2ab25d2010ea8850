using System.CommandLine;
using Planner.Cli.Output;
using Planner.Engine.Devices.Files;
using Planner.Engine.Language;

namespace Planner.Cli.Commands;

/// <summary>Writes JSON Schemas of the input files.</summary>
static class SchemaCommand
{
    static readonly IReadOnlyList<(string Name, string Title, FieldType Type)> Schemas =
    [
        ("plan", "Planner plan, language 1", PlanReader.Type),
        ("layout", "Planner layout, language 1", LayoutReader.Type),
        ("device", "Planner device file, language 1", DeviceFileReader.Type),
    ];

    internal static Command Make(Terminal terminal)
    {
        var name = new Argument<string?>("FILE") { Description = "plan, layout or device; plan when it is left out.", Arity = ArgumentArity.ZeroOrOne };
        name.AcceptOnlyFromAmong([.. Schemas.Select(schema => schema.Name)]);
        var write = new Option<string?>("--write") { Description = "Write all of them as files into a folder, and the page of all step kinds into the folder above it.", HelpName = "DIR" };
        var command = new PlannerCommand("schema", "Writes the JSON Schema of plans, layouts or device files.", "planner schema plan > plan.schema.json", "planner schema --write plans/schemas") { name, write };
        command.SetAction(parsed => parsed.GetValue(write) is { } folder ? WriteAll(folder, terminal) : WriteOne(parsed.GetValue(name) ?? "plan", terminal));
        return command;
    }

    static int WriteOne(string name, Terminal terminal)
    {
        var (_, title, type) = Schemas.First(schema => schema.Name == name);
        terminal.Result(SchemaWriter.Write(title, type).TrimEnd('\n'));
        return ExitCode.Good;
    }

    static int WriteAll(string folder, Terminal terminal)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, title, type) in Schemas) Write(Path.Join(folder, $"{name}.schema.json"), SchemaWriter.Write(title, type), terminal);
        Write(Path.Join(folder, "..", "STEPS.md"), Explain.Markdown(), terminal);
        return ExitCode.Good;
    }

    static void Write(string path, string content, Terminal terminal)
    {
        File.WriteAllText(path, content);
        terminal.Say($"wrote {path}");
    }
}
