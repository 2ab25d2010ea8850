using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Planner.Engine.Language;

/// <summary>Reads a YAML file into nodes with places, and refuses what the plan language does not allow. Reports every problem that it can reach; never throws because of a file's content.</summary>
public sealed class YamlReader
{
    /// <summary>How deep values may be nested.</summary>
    public const int Depth = 16;

    // The scanner's time grows with the square of the nesting: a file far beyond the limit is given up, not skipped.
    const int HopelessDepth = 4 * Depth;

    bool hopeless;
    readonly string file;
    readonly Scanner scanner;
    readonly Parser parser;
    readonly ReadContext context;

    YamlReader(string file, string text, ReadContext context)
    {
        this.file = file;
        scanner = new Scanner(new StringReader(text));
        parser = new Parser(scanner);
        this.context = context;
    }

    /// <summary>The file's value, or null when there is none. A value may come with problems: whoever needs a whole one asks the context.</summary>
    public static Node? Read(string file, ReadOnlySpan<byte> bytes, ReadContext context)
    {
        if (YamlText.Decode(file, bytes, context) is not { } text) return null;
        var reader = new YamlReader(file, text, context);
        try
        {
            return reader.Document();
        }
        catch (YamlException problem)
        {
            // Some problems name the start of what they are within: then where the scanner stands is nearer.
            var at = problem.Start.CompareTo(reader.parser.Current?.Start ?? Mark.Empty) < 0 ? reader.scanner.CurrentPosition : problem.Start;
            context.Report(ProblemCodes.Syntax, reader.PlaceOf(at), OneLine(problem.InnerException?.Message ?? problem.Message));
        }
        catch (Exception bug) when (bug is ArgumentException or InvalidOperationException or IndexOutOfRangeException or FormatException or OverflowException or NullReferenceException or KeyNotFoundException)
        {
            // The parser gives up on some malformed texts with an exception that is not its own, such as a bracket that is not closed.
            context.Report(ProblemCodes.Syntax, reader.PlaceOf(reader.scanner.CurrentPosition), "can not be understood here; look for a bracket or quote before it that is not closed");
        }

        return null;
    }

    Node? Document()
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
        {
            context.Report(ProblemCodes.Empty, new Position(file, 1, 1), "is empty");
            return null;
        }

        var node = Value(1);
        if (hopeless) return null;
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second))
            context.Report(ProblemCodes.SecondDocument, PlaceOf(second.Start), "a second document starts here; a file holds one");
        if (node is not ScalarNode { Text: "", Quoted: false }) return node;
        context.Report(ProblemCodes.Empty, new Position(file, 1, 1), "is empty");
        return null;
    }

    Node Value(int depth)
    {
        var at = PlaceOf(parser.Current!.Start);
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            context.Report(ProblemCodes.Alias, at, $"alias '*{alias.Value}' is refused; write the value here");
            return new RefusedNode(at);
        }

        if (parser.Current is NodeEvent node) at = Properties(node);
        if (parser.TryConsume<Scalar>(out var scalar)) return new ScalarNode(at, scalar.Value, scalar.Style != ScalarStyle.Plain);
        if (depth > Depth)
        {
            context.Report(ProblemCodes.TooDeep, at, $"is nested deeper than {Depth} levels");
            Skip(depth);
            return new RefusedNode(at);
        }

        return parser.TryConsume<SequenceStart>(out _) ? Sequence(at, depth) : Mapping(at, depth);
    }

    SequenceNode Sequence(Position at, int depth)
    {
        var items = new List<Node>();
        while (!hopeless && !parser.TryConsume<SequenceEnd>(out _)) items.Add(Value(depth + 1));
        return new SequenceNode(at, items);
    }

    MappingNode Mapping(Position at, int depth)
    {
        parser.Consume<MappingStart>();
        var members = new List<(ScalarNode, Node)>();
        var places = new Dictionary<string, Position>();
        while (!hopeless && !parser.TryConsume<MappingEnd>(out _))
        {
            var key = Key(depth + 1);
            if (hopeless) break;
            var value = Value(depth + 1);
            if (key is null) continue;
            if (places.TryAdd(key.Text, key.At)) members.Add((key, value));
            else context.Report(ProblemCodes.DuplicateKey, key.At, $"'{key.Text}' stands here a second time; the first is in line {places[key.Text].Line}, column {places[key.Text].Column}");
        }

        return new MappingNode(at, members);
    }

    ScalarNode? Key(int depth)
    {
        var at = PlaceOf(parser.Current!.Start);
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            context.Report(ProblemCodes.Alias, at, $"alias '*{alias.Value}' is refused; write the key here");
            return null;
        }

        if (parser.Current is NodeEvent node) at = Properties(node);
        if (!parser.TryConsume<Scalar>(out var scalar))
        {
            context.Report(ProblemCodes.KeyNotText, at, $"a key must be a text, not {(parser.Current is SequenceStart ? "a list" : "a mapping")}");
            Skip(depth);
            return null;
        }

        var key = new ScalarNode(at, scalar.Value, scalar.Style != ScalarStyle.Plain);
        if (key is { Text: "<<", Quoted: false }) context.Report(ProblemCodes.MergeKey, at, "merge key '<<' is refused; write the fields out");
        else if (key is { Text: "", Quoted: false }) context.Report(ProblemCodes.KeyNotText, PlaceOf(parser.Current!.Start), "a key must be a text, not nothing");
        else return key;
        return null;
    }

    void Skip(int depth)
    {
        var outside = depth;
        do
        {
            depth += parser.Consume<ParsingEvent>().NestingIncrease;
            hopeless = depth > HopelessDepth;
        }
        while (depth > outside && !hopeless);
    }

    Position Properties(NodeEvent node)
    {
        var at = PlaceOf(node.Start);
        if (!node.Anchor.IsEmpty) context.Report(ProblemCodes.Anchor, at, $"anchor '&{node.Anchor.Value}' is refused; write values out where they are used");
        if (!node.Tag.IsEmpty) context.Report(ProblemCodes.Tag, at, $"tag '{node.Tag.Value}' is refused; the field gives the type");
        return at;
    }

    Position PlaceOf(Mark mark) => new(file, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    static string OneLine(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
}
