using System.CommandLine;
using Planner.Cli.Input;
using Planner.Cli.Repository;
using Planner.Engine.Devices;

namespace Planner.Cli.Commands;

/// <summary>Options that several commands share.</summary>
static class Options
{
    internal static Option<string?> Device(string summary) => new("--device") { Description = summary, HelpName = "FILE" };

    internal static Option<bool> Json() => new("--json") { Description = "Write the result as JSON." };

    internal static Option<bool> IgnoreLocks() => new("--ignore-locks") { Description = "Reboot although applications hold update locks; remembered for the whole run." };

    internal static Option<string?> Plans() => new("--plans") { Description = "Folder of plans and layouts, where they are not with the plan.", HelpName = "DIR" };

    internal static Option<bool> NoReboot() => new("--no-reboot") { Description = "Stop where the plan reboots; the run goes on after the next boot." };

    internal static Option<string?> Config() => new("--config") { Description = $"The device's configuration. Left out, {DeviceSettings.Place} where it is there.", HelpName = "FILE" };

    internal static Option<string?> Layout() => new("--layout") { Description = "Layout of this machine, where it is not found by its partitions.", HelpName = "NAME@VERSION" };

    internal static Option<string?> To(string summary, bool required = false)
    {
        var option = new Option<string?>("--to") { Description = summary, HelpName = "VERSION", Required = required };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !HostVersion.TryParse(token.Value, out _)) result.AddError($"--to takes a version like 2.4.0+rev1, not '{token.Value}'");
        });
        return option;
    }

    internal static Option<string[]> Set()
    {
        var option = new Option<string[]>("--set") { Description = "Value of an input of the plan; may be repeated.", HelpName = "INPUT=VALUE", DefaultValueFactory = _ => [] };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (InputValues.Refusal(token.Value) is { } refusal) result.AddError(refusal);
            foreach (var name in InputValues.Repeated(result.Tokens.Select(token => token.Value))) result.AddError($"--set gives {name} more than once");
        });
        return option;
    }

    /// <summary>The version of a text that <see cref="To"/> has checked.</summary>
    internal static HostVersion? VersionOf(string? text) => text is not null && HostVersion.TryParse(text, out var version) ? version : null;
}
