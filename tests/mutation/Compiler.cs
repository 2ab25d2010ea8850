using System.Text;
using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;

namespace Planner.Mutation;

/// <summary>Compiles the engine with one file changed, as its project would, but without analyzers and into another folder: the sources stay as they are.</summary>
sealed class Compiler
{
    // Where the analyzers are that make code; the others only judge it.
    const string Generators = "Microsoft.NETCore.App.Ref";

    static readonly string[] LeftOut = ["/doc:", "/refout:", "/out:", "/warnaserror", "/noconfig", "/pathmap:", "/additionalfile:", "/analyzerconfig:"];

    readonly string project;
    readonly string program;
    readonly IReadOnlyList<string> arguments;

    Compiler(string project, string program, IReadOnlyList<string> arguments) => (this.project, this.program, this.arguments) = (project, program, arguments);

    /// <summary>Asks the build how the engine is compiled.</summary>
    /// <param name="top">The top of the repository.</param>
    /// <param name="scratch">A folder for what is made.</param>
    internal static async Task<Compiler> OfAsync(string top, string scratch)
    {
        var project = Path.Combine(top, Mutant.Engine);
        var asked = await Cli.Wrap("dotnet").WithWorkingDirectory(project).WithArguments(
        [
            "msbuild", "Planner.Engine.csproj", "-t:Compile", "-p:Configuration=Release", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true",
            // What is up to date is not compiled, and then nobody says how.
            $"-p:NonExistentFile={Path.Combine(scratch, "never")}", "-p:RunAnalyzers=false", "-getItem:CscCommandLineArgs", "-getProperty:RoslynTargetsPath",
        ]).ExecuteBufferedAsync();
        var said = JsonNode.Parse(asked.StandardOutput)!;
        var all = said["Items"]!["CscCommandLineArgs"]!.AsArray().Select(item => item!["Identity"]!.GetValue<string>()).ToList();
        if (all.Count == 0) throw new InvalidOperationException("the build does not say how the engine is compiled");
        var program = Path.Combine(said["Properties"]!["RoslynTargetsPath"]!.GetValue<string>(), "bincore", "csc.dll");
        return new Compiler(project, program, [.. all.Where(IsNeeded)]);
    }

    /// <summary>Compiles; what the compiler says when it does not work.</summary>
    /// <param name="file">The changed file, from the folder of the engine.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="folder">Where the engine is made.</param>
    internal async Task<string?> CompileAsync(string file, string content, string folder)
    {
        var changed = Path.Combine(folder, "changed", file);
        Directory.CreateDirectory(Path.GetDirectoryName(changed)!);
        await File.WriteAllTextAsync(changed, content);
        var lines = arguments.Select(argument => argument == file ? changed : argument).Append($"/out:{Path.Combine(folder, "Planner.Engine.dll")}");
        var response = Path.Combine(folder, "compile.rsp");
        await File.WriteAllTextAsync(response, new StringBuilder().AppendJoin('\n', lines.Select(line => $"\"{line.Replace("\"", "\\\"", StringComparison.Ordinal)}\"")).ToString());
        // A server of its own makes the second compilation fast, and ends when nobody needs it any more.
        var result = await Cli.Wrap("dotnet").WithWorkingDirectory(project)
            .WithArguments([program, $"/shared:mutation-{Environment.ProcessId}", "/keepalive:60", "/noconfig", $"@{response}"])
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        return result.ExitCode == 0 ? null : result.StandardOutput;
    }

    static bool IsNeeded(string argument) =>
        argument.StartsWith("/analyzer:", StringComparison.Ordinal) ? argument.Contains(Generators, StringComparison.Ordinal) : !Array.Exists(LeftOut, left => argument.StartsWith(left, StringComparison.Ordinal));
}
