using Planner.Cli.Output;
using Planner.Engine.Devices;
using Planner.Engine.Devices.Files;
using Planner.Engine.Language;

namespace Planner.Cli.Input;

/// <summary>A device file that was read.</summary>
/// <param name="Path">Where it was.</param>
/// <param name="File">What it says.</param>
/// <param name="Layout">Its layout, with what this device differs in.</param>
/// <param name="Source">Its layout's file.</param>
sealed record DeviceInput(string Path, DeviceFile File, Layout Layout, LayoutFile Source)
{
    /// <summary>The folder that its images and commands belong to.</summary>
    internal string Folder => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;

    /// <summary>The same device by another layout's names.</summary>
    internal DeviceInput Under(LayoutFile layout) => layout.Layout.Id == Source.Layout.Id ? this : this with { Layout = Differing(layout.Layout, File), Source = layout };

    /// <summary>Reads a device file; null after every problem was said.</summary>
    internal static DeviceInput? Load(string path, PlanLibrary library, Terminal terminal)
    {
        var (bytes, failure) = InputBytes.Read(path);
        if (bytes is null)
        {
            terminal.Error($"{path}: {failure}");
            return null;
        }

        if (FileKinds.Other(path, bytes, FileKind.Device) is { } other)
        {
            terminal.Error($"{path} is {other}, and a device file is needed here");
            return null;
        }

        var context = new ReadContext();
        var file = DeviceFileReader.Read(path, bytes, library, InputBytes.Beside(path), context);
        terminal.Problems(path, library.With(context.Problems));
        return file is not null && library.FindFile(file.Layout) is { } layout ? new DeviceInput(path, file, Differing(layout.Layout, file), layout) : null;
    }

    /// <summary>Device files of names that may be folders: all <c>.yaml</c> files in one, in order.</summary>
    internal static IEnumerable<string> Expand(IEnumerable<string> names) => names.SelectMany(name =>
        Directory.Exists(name) ? (IEnumerable<string>)Directory.EnumerateFiles(name, "*.yaml").Order(StringComparer.Ordinal) : [name]);

    static Layout Differing(Layout layout, DeviceFile file) => layout with
    {
        Partitions = new OrderedDictionary<string, Partition>(layout.Partitions.Select(partition => KeyValuePair.Create(
            partition.Key,
            file.Partitions.GetValueOrDefault(partition.Key) is { } differs ? partition.Value with { Type = differs.Type ?? partition.Value.Type, Size = differs.Size ?? partition.Value.Size } : partition.Value))),
    };
}
