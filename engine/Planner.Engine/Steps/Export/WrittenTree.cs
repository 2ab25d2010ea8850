using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>The list of what a straight export has written, kept in its staging: an image that is nowhere but on the slot can not be asked again by another process. A line of JSON for each name, in files that can be read whole; their digest is journalled.</summary>
/// <param name="context">The context of the straight export.</param>
/// <param name="image">Its image.</param>
sealed class WrittenTree(StepContext context, Template image)
{
    const string DigestKey = "tree";
    const string FilesKey = "files";
    const long MiB = 1 << 20;
    const int Mode = 0b110_000_000;

    // A line has some 200 bytes; few images have a name for less than 16 KiB of their size.
    const long Share = 64;

    /// <summary>The room that the list takes at most.</summary>
    internal static SpaceNeed NeedOf(StepContext context, ImageInfo image) => new(context.Device.Layout.Staging.Partition, (image.Unpacked / Share) + MiB, Lasting: true, "the list of what is written");

    /// <summary>The list that the last straight export of an image before a step has kept.</summary>
    internal static WrittenTree OfEarlier(StepContext later, Template image) =>
        later.Earlier<Export>().LastOrDefault(earlier => earlier.Step.IsStraight && earlier.Context.Expand(earlier.Step.Image) == later.Expand(image)) is { Context: { } context }
            ? new WrittenTree(context, image)
            : throw new DeviceException(DeviceFault.NotFound, $"read the tree of {later.Image(image).Image}", "it was not written yet");

    /// <summary>Writes it down; journalled when the step ends.</summary>
    internal async ValueTask KeepAsync(TreeManifest tree, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await context.Device.Files.DeleteAsync(Folder, ct);
        var (files, lines) = (0, new ArrayBufferWriter<byte>());
        foreach (var entry in tree.Entries)
        {
            Write(lines, entry);
            if (lines.WrittenCount >= MiB) await EndFileAsync();
        }

        if (lines.WrittenCount > 0) await EndFileAsync();
        context.Outputs[DigestKey] = Convert.ToHexStringLower(hash.GetHashAndReset());
        context.Outputs[FilesKey] = files;
        context.Known(image, tree);

        async ValueTask EndFileAsync()
        {
            hash.AppendData(lines.WrittenSpan);
            var file = FileOf(files++);
            await context.Device.Files.WriteAsync(file, lines.WrittenMemory, Mode, ct);
            await context.Device.Files.FlushAsync(file, ct);
            lines = new ArrayBufferWriter<byte>();
        }
    }

    /// <summary>What was written; read anew only by another process than the one that wrote it.</summary>
    internal async ValueTask<TreeManifest> ReadAsync(CancellationToken ct)
    {
        if (context.Tree(context.Image(image)) is { } known) return known;
        var tried = $"read what was written of {context.Image(image).Image}";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var entries = new List<TreeEntry>();
        for (var file = 0; file < (context.Told[FilesKey]?.GetValue<int>() ?? 0); file++)
        {
            var lines = await context.Device.Files.ReadAsync(FileOf(file), ct) ?? throw new DeviceException(DeviceFault.NotFound, tried, $"{FileOf(file)} is missing");
            hash.AppendData(lines);
            Read(lines, entries, tried);
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != context.Told[DigestKey]?.GetValue<string>()) throw new DeviceException(DeviceFault.BadDisk, tried, $"{Folder} is damaged");
        var tree = TreeManifest.Of(entries);
        context.Known(image, tree);
        return tree;
    }

    PartitionPath Folder => context.Staging.Below("tree");

    PartitionPath FileOf(int number) => Folder.Below($"{number}");

    static void Write(ArrayBufferWriter<byte> lines, TreeEntry entry)
    {
        using (var json = new Utf8JsonWriter(lines))
        {
            json.WriteStartObject();
            json.WriteString("path", entry.Path);
            json.WriteNumber("type", (int)entry.Type);
            json.WriteNumber("mode", entry.Mode);
            if (entry.Uid != 0) json.WriteNumber("uid", entry.Uid);
            if (entry.Gid != 0) json.WriteNumber("gid", entry.Gid);
            if (entry.Size != 0) json.WriteNumber("size", entry.Size);
            if (entry.Digest is { } digest) json.WriteString("digest", digest);
            if (entry.Target is { } target) json.WriteString("target", target);
            if (entry.SameAs is { } first) json.WriteString("same-as", first);
            if (entry.Device != default)
            {
                json.WriteStartArray("device");
                json.WriteNumberValue(entry.Device.Major);
                json.WriteNumberValue(entry.Device.Minor);
                json.WriteEndArray();
            }

            if (!entry.Attributes.IsEmpty)
            {
                json.WriteStartObject("attributes");
                foreach (var (name, value) in entry.Attributes) json.WriteBase64String(name, value.AsSpan());
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        lines.Write("\n"u8);
    }

    static void Read(ReadOnlyMemory<byte> lines, List<TreeEntry> entries, string tried)
    {
        try
        {
            while (lines.Span.IndexOf((byte)'\n') is >= 0 and var end)
            {
                using var json = JsonDocument.Parse(lines[..end]);
                entries.Add(EntryOf(json.RootElement));
                lines = lines[(end + 1)..];
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new DeviceException(DeviceFault.BadDisk, tried, $"a list of names is damaged: {e.Message}", e);
        }
    }

    static TreeEntry EntryOf(JsonElement json) => new()
    {
        Path = json.GetProperty("path").GetString()!,
        Type = (EntryType)json.GetProperty("type").GetInt32(),
        Mode = json.GetProperty("mode").GetInt32(),
        Uid = json.TryGetProperty("uid", out var uid) ? uid.GetInt32() : 0,
        Gid = json.TryGetProperty("gid", out var gid) ? gid.GetInt32() : 0,
        Size = json.TryGetProperty("size", out var size) ? size.GetInt64() : 0,
        Digest = json.TryGetProperty("digest", out var digest) ? digest.GetString() : null,
        Target = json.TryGetProperty("target", out var target) ? target.GetString() : null,
        SameAs = json.TryGetProperty("same-as", out var first) ? first.GetString() : null,
        Device = json.TryGetProperty("device", out var device) ? (device[0].GetInt32(), device[1].GetInt32()) : default,
        Attributes = json.TryGetProperty("attributes", out var attributes)
            ? attributes.EnumerateObject().ToImmutableSortedDictionary(one => one.Name, one => one.Value.GetBytesFromBase64().ToImmutableArray())
            : ImmutableSortedDictionary<string, ImmutableArray<byte>>.Empty,
    };
}
