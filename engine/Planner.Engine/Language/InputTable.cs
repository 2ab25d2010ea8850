namespace Planner.Engine.Language;

/// <summary>How an input is written.</summary>
static class InputTable
{
    const string TypeKey = "type";
    static readonly Field<string> Kind = Field.Needed(TypeKey, FieldTypes.OneOf("image", "text", "version", "size"), "What it is: an image brings input.<name>.packed, .unpacked, .digest and .arch.");
    static readonly Field<string> Summary = Field.Needed("summary", FieldTypes.Text, "One sentence about what it is for.");
    static readonly Field<Template> Default = Field.Optional("default", FieldTypes.Template, "What holds when it is not given; may name facts.", "it must be given");
    static readonly Field<bool> Secret = Field.Optional("secret", FieldTypes.Flag, "Whether its value is shown nowhere: not in events, logs, status or messages. For a text that is given with each run.", "false");

    /// <summary>The table; the input's name and place are those of its key.</summary>
    public static Table<Input> Table { get; } = new("input", [Kind, Summary, Default, Secret], null, values =>
        new Input(values.At, "", TypeOf(values.Of(Kind)), values.Of(Summary), values.OrNull(Default), values.Or(Secret, false)));

    /// <summary>The inputs that a plan declares, before it is read: matchers and rules need their types. One whose type can not be read counts as a text.</summary>
    public static IReadOnlyDictionary<string, InputType> Scan(Node plan)
    {
        var inputs = (plan as MappingNode)?.Members.FirstOrDefault(member => member.Key.Text == PlanTable.Inputs.Name).Value as MappingNode;
        return (inputs?.Members ?? []).ToDictionary(member => member.Key.Text, member =>
            TypeOf(((member.Value as MappingNode)?.Members.FirstOrDefault(field => field.Key.Text == TypeKey).Value as ScalarNode)?.Text));
    }

    static InputType TypeOf(string? word) => word switch
    {
        "image" => InputType.Image,
        "version" => InputType.Version,
        "size" => InputType.Size,
        _ => InputType.Text,
    };
}
