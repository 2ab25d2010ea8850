using System.CommandLine;
using System.Text.Json.Nodes;
using Planner.Cli.Devices;
using Planner.Cli.Output;
using Planner.Engine.Devices.Files;
using Planner.Engine.Images;

namespace Planner.Cli.Commands;

/// <summary>Takes a snapshot of a device, to simulate on.</summary>
static class InspectCommand
{
    internal static Command Make(Terminal terminal)
    {
        var (choice, json) = (new ChosenDevice(), Options.Json());
        var image = new Option<string[]>("--image") { Description = "An image to take into the snapshot; may be repeated.", HelpName = "REF", DefaultValueFactory = _ => [] };
        image.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (ImageReference.Parse(token.Value) is null) result.AddError($"--image takes name:tag or oci:folder, not '{token.Value}'");
        });
        var output = new Option<string?>("--output") { Description = "Write the device file here, and its file trees beside it.", HelpName = "FILE" };
        var command = new PlannerCommand("inspect", "Takes a snapshot of a device as a device file for 'simulate'. Changes nothing.", "planner inspect --output snapshot.yaml", "planner inspect --device bench/device.yaml --image oci:os-2.4.0 --output snapshot.yaml") { image, output, json };
        choice.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var (device, input, failure) = await choice.OpenAsync(parsed, terminal, ct);
            if (device is null) return failure;
            await using (device)
            {
                var file = parsed.GetValue(output);
                var name = SnapshotFiles.NameOf(file is null ? input?.File.Name ?? device.Board.Name : Path.GetFileNameWithoutExtension(file));
                var images = (parsed.GetValue(image) ?? []).Select(ImageReference.Parse).OfType<ImageReference>().ToList();
                var snapshot = await Inspector.InspectAsync(device, name, images, ct);
                foreach (var missing in images.Where(reference => !snapshot.State!.Images.ContainsKey(reference.Text))) terminal.Say($"{missing}: can not be had, left out");
                var (yaml, trees) = DeviceFileWriter.Write(snapshot);
                if (file is not null) SnapshotFiles.Save(file, yaml, trees);
                Report(file, yaml, trees, parsed.GetValue(json), terminal);
                return ExitCode.Good;
            }
        });
        return command;
    }

    static void Report(string? file, string yaml, IReadOnlyDictionary<string, string> trees, bool json, Terminal terminal)
    {
        if (json)
        {
            var page = Json.New();
            page["file"] = file;
            page["device"] = yaml;
            page["trees"] = new JsonObject(trees.Select(tree => KeyValuePair.Create(tree.Key, (JsonNode?)tree.Value)));
            Json.WritePage(terminal, page);
            return;
        }

        if (file is null)
        {
            terminal.Result(yaml.TrimEnd('\n'));
            if (trees.Count > 0) terminal.Say("The file trees that it names are not written: --output FILE writes them beside the device file.");
            return;
        }

        foreach (var path in trees.Keys.Select(tree => Path.Join(Path.GetDirectoryName(file), tree)).Prepend(file)) terminal.Result(path);
    }
}
