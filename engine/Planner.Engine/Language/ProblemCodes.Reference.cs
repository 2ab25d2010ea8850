namespace Planner.Engine.Language;

/// <content>Names that must exist elsewhere, and values of facts.</content>
public static partial class ProblemCodes
{
    /// <summary>A partition or role that the layout lacks.</summary>
    public static ProblemCode UnknownPartition { get; } = Error("PLN101", "Unknown partition", """
        The layout has no partition of this name, and it is neither a slot nor one of the roles 'active' and 'spare'.
        A path without a colon is no path on a partition: write 'boot:/config.json'.
        Correct the name, or add the partition to the layout when devices really have it.
        """);

    /// <summary>A service that the layout lacks.</summary>
    public static ProblemCode UnknownService { get; } = Error("PLN102", "Unknown service", """
        The layout lists no service of this name. Plans name services of the layout, not units of systemd.
        So the same plan works where the service is called otherwise.
        Correct the name, or add the service with its units or commands to the layout.
        """);

    /// <summary>A name that is no fact.</summary>
    public static ProblemCode UnknownFact { get; } = Error("PLN103", "Unknown fact", """
        There is no fact of this name. Facts are typed and listed by 'planner facts --list'.
        A misspelt fact would never match, so it is refused before a device sees it.
        Correct the name; inputs are written 'input.<name>', outputs 'steps.<id>.<output>'.
        """);

    /// <summary>An input that the plan does not declare.</summary>
    public static ProblemCode UnknownInput { get; } = Error("PLN104", "Unknown input", """
        The plan declares no such input, or its type does not bring the fact that is asked for: only an image brings .packed, .unpacked, .digest and .arch.
        Declare it under 'inputs' with type and summary, or correct the name.
        An input's default may not name an input.
        """);

    /// <summary>An output that no earlier step makes.</summary>
    public static ProblemCode UnknownOutput { get; } = Error("PLN105", "Unknown step output", """
        '${steps.<id>.<output>}' must name an earlier step and an output of its kind.
        A later step has made nothing yet when this one runs.
        Correct the id or the output; 'planner explain KIND' lists what a kind puts out.
        """);

    /// <summary>A layout that can not be found.</summary>
    public static ProblemCode UnknownLayout { get; } = Error("PLN106", "Unknown layout", """
        The plan starts from a layout that is not there in this version. Layouts are named with their version, so that a released plan never changes its meaning.
        Layouts are looked for in plans/layouts/<name>/<version>.yaml beside the plan.
        Correct name or version, or publish the layout. Names from the layout could not be checked.
        """);

    /// <summary>A device type without a board.</summary>
    public static ProblemCode UnknownBoard { get; } = Error("PLN107", "Unknown board", """
        The plan is for, or not for, a device type that the layout has no board for: Planner would not know how it boots, and an exclusion would never match.
        Correct the name, or add a line to 'boards' of a new version of the layout.
        A plan that names no device types is for all boards of its layout.
        """);

    /// <summary>A boot family that nobody knows.</summary>
    public static ProblemCode UnknownBootFamily { get; } = Error("PLN108", "Unknown boot family", """
        A board names a boot family that Planner neither has nor plans to have.
        The family decides how the next boot is switched, so a guess is out of the question.
        Correct the name; the message lists the families there are.
        """);

    /// <summary>A plan for a board that can not be switched yet.</summary>
    public static ProblemCode PlannedBootFamily { get; } = Warning("PLN109", "Boot family is not built yet", """
        The plan is for a device type whose boot family is known but not built in this Planner: such a device is refused before anything changes.
        The plan is still right for the other device types, and for a later Planner.
        Take the device type out of 'for', or leave it in and wait.
        """);

    /// <summary>A role that has lost its meaning.</summary>
    public static ProblemCode SpareAfterReboot { get; } = Error("PLN110", "'spare' named after the reboot", """
        After the reboot the slots have changed places: what was 'spare' is running now, and 'spare' would name the old OS, the only way back.
        So no step after 'reboot' may name it.
        Do the work before 'switch-boot', or name 'active' for reading.
        """);

    /// <summary>A value that the fact's type can not read.</summary>
    public static ProblemCode FactValueUnreadable { get; } = Error("PLN111", "Value does not fit the fact", """
        The fact has a type, and the value it is compared with cannot be read as that type: a version is like 2.0.0+rev1, a size like 170MiB, a flag true or false.
        Such a comparison could never hold, or would hold by accident.
        Write the value in the form named, or compare another fact.
        """);

    /// <summary>A comparison of a text or a flag.</summary>
    public static ProblemCode NotComparable { get; } = Error("PLN112", "Fact has no order", """
        '<', '<=', '>' and '>=' compare versions and sizes. Texts and flags have no order, so they can only be equal or not.
        Write the value alone, a list of values, or 'not:'.
        A text that really begins with '<' or '>' cannot be matched.
        """);

    /// <summary>Parts of a layout that do not fit together.</summary>
    public static ProblemCode LayoutContradiction { get; } = Error("PLN113", "Layout contradicts itself", """
        Two parts of the layout do not fit together: a slot that a board gives no value, a slot on no partition of its own, two partitions with one label, a file or folder where an update does not keep it, or a board that its boot family cannot work with.
        A device of this layout could not be found its way around, or would boot the wrong slot.
        The message names both parts; correct one of them.
        """);

    /// <summary>A fact, or a step, that devices of the layout can not have.</summary>
    public static ProblemCode FactWithoutSource { get; } = Error("PLN114", "Not on devices of this layout", """
        The fact exists, but the layout does not say where it is read from; or the step works on something that the layout does not describe.
        A fact that cannot be read never matches, so the plan would refuse every device, or stop in its middle.
        Add the source to 'facts' of a new version of the layout (or the service, or 'supervisor'), or do not ask for it.
        """);

    /// <summary>A secret that everybody could read.</summary>
    public static ProblemCode NoSecret { get; } = Error("PLN115", "Input can not be secret", """
        A secret input is a text that is given with each run and shown nowhere. With a default it would stand in the plan for everybody to read.
        Images, versions and sizes are named in messages and in what the device keeps, so they can not be secret either; credentials of a registry belong into the configuration.
        Remove 'secret', or 'default', or make the input a text.
        """);

    static ProblemCode[] ReferenceCodes() => [UnknownPartition, UnknownService, UnknownFact, UnknownInput, UnknownOutput, UnknownLayout, UnknownBoard, UnknownBootFamily, PlannedBootFamily, SpareAfterReboot, FactValueUnreadable, NotComparable, LayoutContradiction, FactWithoutSource, NoSecret];
}
