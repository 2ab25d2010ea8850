using System.Globalization;
using System.Security.Cryptography;
using CliWrap;
using CliWrap.Buffered;
using Planner.Engine.Images;

namespace Planner.Testing;

/// <summary>A file tree as lines to compare, read by find, stat and getfattr and not by Planner: path, type, mode, owner, size, time, content, target, device, other names, extended attributes.</summary>
public static class TreeListing
{
    /// <summary>Lists a folder and all below it.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(string folder)
    {
        var attributes = await AttributesAsync(folder);
        var found = await ReadAsync("find", folder, "-printf", "%P\t%y\t%m\t%U\t%G\t%s\t%T@\t%i\t%n\t%l\n");
        var first = new Dictionary<string, string>();
        var lines = new List<string>();
        foreach (var fields in found.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).OrderBy(fields => fields[0], StringComparer.Ordinal))
        {
            var (path, type) = (fields[0], fields[1]);
            var full = path.Length == 0 ? folder : $"{folder}/{path}";
            var same = type != "d" && fields[8] != "1" && !first.TryAdd(fields[7], path) ? first[fields[7]] : "";
            var digest = type == "f" ? Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(full))) : "";
            var device = type is "c" or "b" ? await DeviceAsync(full) : "";
            lines.Add(Line(path, type, type == "l" ? "" : fields[2].TrimStart('0'), fields[3], fields[4], type == "f" ? fields[5] : "", Time(fields[6]), digest, fields[9], device, same, attributes.GetValueOrDefault(full, "")));
        }

        return lines;
    }

    /// <summary>Lists a manifest in the same way.</summary>
    public static IReadOnlyList<string> Of(TreeManifest tree) =>
    [
        .. tree.Entries.OrderBy(entry => entry.Path[1..], StringComparer.Ordinal).Select(entry => Line(
            entry.Path[1..], Type(entry.Type), entry.Type == EntryType.Link ? "" : Convert.ToString(entry.Mode, 8), $"{entry.Uid}", $"{entry.Gid}",
            entry.Type == EntryType.File ? $"{entry.Size}" : "", Time(entry.ModifiedAt), entry.Digest ?? "", entry.Target ?? "",
            entry.Device == default ? "" : $"{entry.Device.Major},{entry.Device.Minor}", entry.SameAs?[1..] ?? "",
            string.Join(' ', entry.Attributes.Select(pair => $"{pair.Key}=0x{Convert.ToHexStringLower([.. pair.Value])}")))),
    ];

    static string Line(params string[] fields) => string.Join('|', fields);

    static string Type(EntryType type) => type switch
    {
        EntryType.File => "f",
        EntryType.Folder => "d",
        EntryType.Link => "l",
        EntryType.BlockDevice => "b",
        EntryType.CharacterDevice => "c",
        EntryType.Pipe => "p",
        _ => "s",
    };

    static string Time(string seconds) => seconds[..(seconds.IndexOf('.', StringComparison.Ordinal) + 8)];

    static string Time(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.ToUnixTimeSeconds()}.{(time - DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds())).Ticks:0000000}");

    static async Task<string> DeviceAsync(string path)
    {
        var numbers = (await ReadAsync("stat", "-c", "%t,%T", path)).Trim().Split(',');
        return string.Join(',', numbers.Select(number => Convert.ToInt32(number, 16)));
    }

    static async Task<Dictionary<string, string>> AttributesAsync(string folder)
    {
        var found = await ReadAsync("getfattr", "-R", "-h", "-P", "-d", "-m", "-", "-e", "hex", "--absolute-names", folder);
        return found.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(lines => lines[0]["# file: ".Length..], lines => string.Join(' ', lines[1..].Order(StringComparer.Ordinal)));
    }

    static async Task<string> ReadAsync(string program, params string[] arguments) => (await Cli.Wrap(program).WithArguments(arguments).ExecuteBufferedAsync()).StandardOutput;
}
