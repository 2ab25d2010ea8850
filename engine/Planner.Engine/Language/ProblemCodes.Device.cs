namespace Planner.Engine.Language;

/// <content>Device files and the tree files beside them.</content>
public static partial class ProblemCodes
{
    /// <summary>Neither a bench nor a snapshot, or both.</summary>
    public static ProblemCode BenchOrSnapshot { get; } = Error("PLN120", "Bench or snapshot", """
        A device file describes either a bench, with 'images' or 'disk', or a snapshot to simulate, with 'state'. It has exactly one of the three.
        With two of them it would be unclear which of them a command works on; with none there is no device.
        Remove one of them, or write the other one into a file of its own.
        """);

    /// <summary>A key that only a bench may have.</summary>
    public static ProblemCode BenchOnly { get; } = Error("PLN121", "Only for a bench", """
        'commands', 'engine' and 'running' stand beside the 'images' or the 'disk' of a bench: they say what runs in the place of a machine.
        A snapshot says such things under 'state', and never holds commands: simulating a device runs nothing.
        Move the key under 'state', or remove it.
        """);

    /// <summary>An image that is no file within the device file's folder.</summary>
    public static ProblemCode ImageOutside { get; } = Error("PLN122", "Image outside of the folder", """
        The images of a bench are ordinary files in the folder of the device file or below it; a path that is absolute, goes up with '..' or names a device node is refused.
        So a bench can never format a disk of the machine that it is on.
        Put the image file beside the device file and name it by its relative path.
        """);

    /// <summary>A tree file that is not there.</summary>
    public static ProblemCode NoTreeFile { get; } = Error("PLN123", "Tree file is missing", """
        The device file names a tree file that could not be read. Tree files lie in the folder of the device file or below it.
        'planner inspect' writes both; they belong together.
        Copy the tree file too, or correct the path.
        """);

    /// <summary>A file of a tree that contradicts itself.</summary>
    public static ProblemCode BadEntry { get; } = Error("PLN124", "Entry contradicts itself", """
        A name in a file tree is one thing: a file with a text, base64 content or a size, a folder, a link, a device node, or another name of a file of the same tree.
        Here it is none of them or several, or it names a file that is not there, or its content does not have its size or digest.
        Keep the one that is meant.
        """);

    /// <summary>A line of a tree file.</summary>
    public static ProblemCode BadTreeLine { get; } = Error("PLN125", "Broken line in a tree file", """
        A tree file has one JSON object a line: path, type, mode, uid, gid, and what the type needs (size and sha256, target, device). Owners, modes and numbers are checked; a path is absolute and stands once.
        Such files are written by 'planner inspect'.
        Write it anew, or correct the line that is named.
        """);

    /// <summary>A slot that the layout lacks.</summary>
    public static ProblemCode UnknownSlot { get; } = Error("PLN126", "Unknown slot", """
        The device file says that a slot is running which the layout does not have. Slots are named as in the layout, like A and B, not by their partitions.
        Planner works from what runs, so it must be right.
        Correct the name, or leave 'running' out of a snapshot whose root is no slot.
        """);

    /// <summary>An update lock that the layout does not know.</summary>
    public static ProblemCode UnknownUpdateLock { get; } = Error("PLN127", "Unknown update lock", """
        The snapshot says that an application holds an update lock in a place that the layout's 'update-locks' do not name.
        Planner would never look there, so the simulation would not show what the author had in mind.
        Write a place that the layout names, with a name for every '*', or add the place to the layout.
        """);

    static ProblemCode[] DeviceCodes() => [BenchOrSnapshot, BenchOnly, ImageOutside, NoTreeFile, BadEntry, BadTreeLine, UnknownSlot, UnknownUpdateLock];
}
