using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;

namespace Planner.Engine.Devices.Files;

/// <summary>Writes a device file and its tree files; <see cref="DeviceFileReader"/> reads them back as they were. The same device always gives the same text.</summary>
public sealed class DeviceFileWriter
{
    readonly StringBuilder yaml = new();
    readonly ImmutableSortedDictionary<string, string>.Builder trees = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
    readonly string folder;

    DeviceFileWriter(string folder) => this.folder = folder;

    /// <summary>The text of the device file, and of its tree files by relative path: <c>&lt;device&gt;.trees/&lt;partition&gt;.tree</c>.</summary>
    public static (string Yaml, IReadOnlyDictionary<string, string> Trees) Write(DeviceFile device)
    {
        var writer = new DeviceFileWriter($"{device.Name}.trees");
        writer.Device(device);
        return (writer.yaml.ToString(), writer.trees.ToImmutable());
    }

    void Device(DeviceFile device)
    {
        Line(0, "device", device.Name);
        Line(0, "language", 1);
        if (device.Summary.Length > 0) Line(0, "summary", device.Summary);
        Line(0, "layout", device.Layout);
        Line(0, "board", device.Board);
        Line(0, "expect", device.Expect switch { Expectation.Failed => "failed", Expectation.Refused => "refused", _ => "done" });
        Group(0, "partitions", device.Partitions, (name, differs) =>
        {
            Open(1, name);
            if (differs.Type is { } type) Line(2, "type", type);
            if (differs.Size is { } size) Line(2, "size", size);
        });
        if (device.Bench is { } bench) Bench(bench);
        if (device.State is { } state) State(state);
    }

    void Bench(BenchSpec bench)
    {
        Group(0, "images", bench.Images, (name, image) => Line(1, name, image));
        Line(0, "running", bench.Running);
        Group(0, "commands", bench.Commands, (name, commands) =>
        {
            Open(1, name);
            Line(2, "start", commands.Start);
            Line(2, "stop", commands.Stop);
            Line(2, "status", commands.Status);
        });
        if (bench.Engine is not { } engine) return;
        Open(0, "engine");
        if (engine.Socket is { } socket) Line(1, "socket", socket);
        if (engine.Start is { } start) Line(1, "start", start);
        if (engine.Status is { } status) Line(1, "status", status);
    }

    void State(DeviceState state)
    {
        Open(0, "state");
        if (state.Running is { } running) Line(1, "running", running);
        Line(1, "clock", state.Clock.ToUniversalTime().ToString(TreeFileFormat.Moment));
        Line(1, "online", state.Online);
        if (state.LockedBy is { } other) Line(1, "locked-by", other);
        if (state.UpdateLocks.Count > 0) UpdateLocks(state.UpdateLocks);
        if (state.GoesDown != DownBy.Asked) Line(1, "goes-down", state.GoesDown?.ToString().ToLowerInvariant() ?? "never");
        if (state.Partitions.Count == 0) yaml.Append("  partitions: {}\n");
        Group(1, "partitions", state.Partitions, Partition);
        Group(1, "services", state.Services, (name, units) => Group(2, name, units, (unit, runs) => Line(3, unit, runs), evenEmpty: true));
        if (state.Broken.Count > 0) List(1, "broken", state.Broken);
        Open(1, "engine");
        Line(2, "kind", state.Engine.Kind);
        Line(2, "ready", state.Engine.Ready);
        if (state.Engine.Holds.Count > 0) List(2, "holds", state.Engine.Holds);
        Group(1, "containers", state.Containers, Container);
        var number = 0;
        Group(1, "images", state.Images, (reference, image) => Image(reference, image, ++number));
        Group(1, "downloads", state.Downloads, Download);
    }

    void UpdateLocks(IReadOnlyList<HeldUpdateLock> locks)
    {
        Open(1, "update-locks");
        foreach (var held in locks)
            yaml.Append("  - { path: ").Append(Quote(held.Place)).Append(held.For is { } time ? $", for: {(long)time.TotalMilliseconds}ms" : "").Append(" }\n");
    }

    void Partition(string name, PartitionSnapshot partition)
    {
        Open(2, name);
        if (partition.Type is { } type) Line(3, "type", type);
        if (partition.Size is { } size) Line(3, "size", size);
        if (partition.Id is { } id) Line(3, "id", id);
        Line(3, "other", partition.Other);
        Tree(3, name, partition.Tree);
    }

    void Container(string name, ContainerSnapshot container)
    {
        Open(2, name);
        Line(3, "image", container.Image);
        Line(3, "running", container.Running);
        Line(3, "restart", container.Restart.Word());
        if (container.RemovesItself) Line(3, "removes-itself", true);
    }

    void Image(string reference, ImageSnapshot image, int number)
    {
        Open(2, reference);
        Line(3, "arch", image.Architecture);
        Line(3, "digest", image.Digest);
        Line(3, "packed", image.Packed);
        Line(3, "unpacked", image.Unpacked);
        Line(3, "authentic", image.Authentic);
        Tree(3, $"image-{number}", image.Tree);
    }

    void Download(string url, DownloadSnapshot download)
    {
        Open(2, url);
        if (download.Content is { } content)
        {
            Line(3, "text", Encoding.UTF8.GetString(content));
            return;
        }

        Line(3, "size", download.Size);
        Line(3, "sha256", download.Sha256);
    }

    void Tree(int depth, string name, TreeSnapshot tree)
    {
        if (tree.Manifest.Entries.IsEmpty) return;
        var file = $"{folder}/{name}.tree";
        trees[file] = TreeFileWriter.Write(tree);
        Line(depth, "tree", file);
    }

    void Group<T>(int depth, string key, IReadOnlyDictionary<string, T> members, Action<string, T> write, bool evenEmpty = false)
    {
        if (members.Count == 0)
        {
            if (evenEmpty) yaml.Append(' ', 2 * depth).Append(Quote(key)).Append(": {}\n");
            return;
        }

        Open(depth, key);
        foreach (var (name, member) in members) write(name, member);
    }

    void List(int depth, string key, IReadOnlyList<string> items)
    {
        Open(depth, key);
        foreach (var item in items) yaml.Append(' ', 2 * depth).Append("- ").Append(Quote(item)).Append('\n');
    }

    void Open(int depth, string key) => yaml.Append(' ', 2 * depth).Append(Quote(key)).Append(":\n");

    void Line(int depth, string key, string value) => yaml.Append(' ', 2 * depth).Append(Quote(key)).Append(": ").Append(Quote(value)).Append('\n');

    void Line(int depth, string key, long value) => yaml.Append(' ', 2 * depth).Append(Quote(key)).Append(": ").Append(value).Append('\n');

    void Line(int depth, string key, bool value) => yaml.Append(' ', 2 * depth).Append(Quote(key)).Append(": ").Append(value ? "true" : "false").Append('\n');

    /// <summary>A plain word as it is; everything else in double quotes with JSON's escapes, which YAML has too.</summary>
    static string Quote(string text) =>
        text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-') && char.IsAsciiLetterOrDigit(text[0])
            ? text : $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";
}
