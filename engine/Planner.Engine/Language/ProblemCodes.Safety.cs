namespace Planner.Engine.Language;

/// <content>What could break a device, judged over a whole plan.</content>
public static partial class ProblemCodes
{
    /// <summary>Something precious is changed and can not be put back.</summary>
    public static ProblemCode NoUndo { get; } = Error("PLN201", "Change without undo", """
        The step changes something that must be as before when the run fails, and it has no undo. Only the spare slot before the switch and the run's own staging are scratch.
        A failure after it would leave the device neither old nor new (promise P2).
        Use a kind with an undo, work on the spare slot, or move the step beyond a declared point of no return.
        """);

    /// <summary><c>no-return</c> gives up the undo for nothing.</summary>
    public static ProblemCode NeedlessNoReturn { get; } = Error("PLN202", "Point of no return where none is needed", """
        'no-return' gives up the way back from this step on, but neither this step nor a later one before 'confirm' needs that: each can be undone.
        A failure would then park the device, where it could have gone back to the old OS.
        Remove 'no-return', or move it to the first step that cannot be undone.
        """);

    /// <summary><c>no-return</c> twice.</summary>
    public static ProblemCode SecondNoReturn { get; } = Error("PLN203", "Second point of no return", """
        A plan has at most one point of no return: from there on a run only moves forward, so a second one means nothing.
        Both places are named.
        Keep it on the first step that cannot be undone.
        """);

    /// <summary>The slot that runs is changed or erased.</summary>
    public static ProblemCode ActiveSlotChanged { get; } = Error("PLN204", "Active slot changed", """
        The step changes or erases the slot that the device runs from, or one that may be it: a slot or its partition by name, or 'active'.
        It is the OS that the device falls back to; changing it breaks promise P1.
        Work on 'spare', and switch to it.
        """);

    /// <summary>A slot that may be in use is formatted or written to.</summary>
    public static ProblemCode FormatUnchecked { get; } = Error("PLN205", "Slot changed without a check", """
        A slot is formatted or written to, and no earlier check makes sure that active and spare are two devices and that no switched slot waits for its reboot.
        On a device where that does not hold, the step would destroy the OS that runs or boots next. It is asked before the first step that touches a slot, whatever its kind.
        Add an earlier check with 'slot.distinct: true' and 'update.pending: false', without 'when'.
        """);

    /// <summary>The slot was not filled and verified before.</summary>
    public static ProblemCode SwitchUnready { get; } = Error("PLN206", "Switch to a slot that is not ready", """
        'switch-boot' makes the next boot use a slot that no 'export' filled after it was formatted, that still holds what an earlier update left, or that was not verified after it was last changed.
        What was written may be incomplete, and the device would boot it. 'carry' and 'put' alone make no OS.
        Format the slot ('mkfs'), fill it ('export'), then 'verify' it as the last thing that happens to it, all without 'when'.
        """);

    /// <summary>The commit is missing, doubled or conditional.</summary>
    public static ProblemCode NotOneSwitch { get; } = Error("PLN207", "Not exactly one switch-boot", """
        A plan commits exactly once: it has one 'switch-boot', and that one is never skipped.
        Without it nothing is updated; with two of them it is unclear which OS a failure goes back to.
        Keep one, without 'when'.
        """);

    /// <summary>Something between the switch and the reboot.</summary>
    public static ProblemCode NoRebootAfterSwitch { get; } = Error("PLN208", "switch-boot without reboot", """
        'switch-boot' must be followed directly by the plan's only 'reboot', neither of them with 'when'.
        Between the two the device runs one OS and would boot another, so that time is kept as short as it can be.
        Move what stands between them before 'switch-boot', or after the reboot.
        """);

    /// <summary>The new OS is confirmed unseen.</summary>
    public static ProblemCode NoHealthCheck { get; } = Error("PLN209", "No health check after the reboot", """
        After the reboot and before 'confirm' there must be a 'check' that asks for 'os.version', without 'when'.
        It is the one moment at which an OS that boots but does not work is found, and the old one taken back; a check that can not fail confirms anything.
        Check 'os.version', and what makes a device healthy, 'within' a time.
        """);

    /// <summary><c>confirm</c> is missing, doubled, early or conditional.</summary>
    public static ProblemCode NotOneConfirm { get; } = Error("PLN210", "Not exactly one confirm", """
        After the health check a plan has exactly one 'confirm', without 'when', as its last step. It marks the new OS good.
        Without it the loader counts on and falls back to the old OS some boots later; before the check it takes away the way back; a step after it could fail with no way back.
        Put one 'confirm' at the end, and all other work before the switch.
        """);

    /// <summary>A step erases or changes the user's data.</summary>
    public static ProblemCode UserDataTouched { get; } = Error("PLN211", "User data touched", """
        The step erases or changes what the layout lists as 'user-data', and no verified copy lies elsewhere.
        User data is the same after a run as before, byte for byte, however the run ends (promise P3).
        Work on another partition, or on a path beside the user's folders; or, to erase the partition, 'backup' every such folder before, to a place that nothing touches until a 'restore' has put it back, all without 'when'.
        """);

    /// <summary>A step erases or changes what a resume needs.</summary>
    public static ProblemCode JournalErased { get; } = Error("PLN212", "Journal or staging touched", """
        The layout keeps the run's journal or staging on a partition that this step erases, or the step writes into one of these folders.
        After a power cut nobody would know how far the run came, or have what an undo needs.
        Write to another place, or choose another one in 'paths' of the layout.
        """);

    /// <summary>A step depends on a peer when there is no way back.</summary>
    public static ProblemCode NetworkBeyondNoReturn { get; } = Error("PLN213", "Network needed beyond the point of no return", """
        Beyond the point of no return the step needs the network. A registry that is gone then leaves the device parked between two systems.
        A health check after the reboot is the exception: it waits.
        Fetch everything before the point of no return.
        """);

    /// <summary>A step may find a partition full when there is no way back.</summary>
    public static ProblemCode SpaceBeyondNoReturn { get; } = Error("PLN214", "Space first needed beyond the point of no return", """
        Beyond the point of no return the step is the first that needs space in this place: nothing before it wrote there, erased it, or checked its size.
        A full partition would then leave the device parked.
        Check 'partition.<name>.free' or '.size' before the point of no return, or write there earlier.
        """);

    /// <summary>A value that may not exist.</summary>
    public static ProblemCode SkippedOutput { get; } = Error("PLN215", "Output of a step that may be skipped", """
        The value comes from a step with a 'when', so on some devices it is never made.
        The step that uses it would stop in the middle of a run.
        Give the using step the same 'when', or take the 'when' from the other one.
        """);

    /// <summary>Longer downtime than needed.</summary>
    public static ProblemCode DowntimeForPull { get; } = Warning("PLN216", "Fetching while the user's services are stopped", """
        The step fetches from the network after the user's containers were stopped, so they are down for as long as the network takes.
        Fetching changes nothing that they use.
        Move the step before the one that stops the containers.
        """);

    /// <summary>A step other than the switch changes or erases what the loader reads.</summary>
    public static ProblemCode BootFileTouched { get; } = Error("PLN217", "Boot variables touched", """
        The step writes or erases the file that tells a board's loader which slot to boot, or the file in which the loader counts boots.
        Only 'switch-boot' and 'confirm' may change them, in one write that a power cut can not tear; any other change may boot the wrong slot or none (promise P1).
        Leave the file alone, also beyond the point of no return.
        """);

    /// <summary>An image is exported that nothing has fetched.</summary>
    public static ProblemCode ExportUnpulled { get; } = Error("PLN218", "Export of an image that is not pulled", """
        'export' writes an image that no earlier 'pull' brings on every device, or one that 'remove-containers', or a step that writes where the pull stored it, has removed since. The export itself fetches nothing, unless it says 'via: registry'; only an image in a folder (oci:), and one that an earlier 'export' has put onto a slot 'via: registry', needs no pull.
        The run would stop there, after it has changed things.
        Put a 'pull' of the same image, written alike and without 'when', before it.
        """);

    /// <summary>A step gives up before the wait that it describes is over.</summary>
    public static ProblemCode WaitCutShort { get; } = Error("PLN219", "Timeout shorter than the wait", """
        The step's 'timeout' ends a try before the wait that the step asks for can be over: 'within' of a check, or 'wait-for-locks' of a reboot together with the time after which the layout lets the kernel boot the device, and five minutes for the boot; or that of 'stop-containers' with five minutes for stopping them.
        The run would fail with a timeout in the place of the reason that people need, or be taken back while the device goes down.
        Raise 'timeout', or shorten the wait.
        """);

    /// <summary>A program is given more than its step takes care of.</summary>
    public static ProblemCode ProgramUnsafe { get; } = Error("PLN220", "Program that is given too much", """
        'run' hands a device over to a program: what it sees must be declared, a slot that it fills and switches must be the spare one, its images must be pulled before, and all that it changes must be kept so that it can be put back from either OS.
        Where that is missing, an interruption in the middle of the program leaves a device that neither boots the new OS nor has the old one as it was.
        Declare what the message names.
        """);

    /// <summary>The layouts of a plan do not lead from one to the next.</summary>
    public static ProblemCode LayoutsAstray { get; } = Error("PLN221", "Layouts that do not lead on", """
        A plan that turns one layout into another says where it begins ('layout') and where it ends ('becomes'), and its 'repartition' steps lead from the one to the other, before the switch and on every device.
        Layouts in between ('between: true') may only be passed. Where a layout has journal and staging must have its content before and after the change: a partition that has a number in both layouts, stays where it is and does not shrink.
        Name the last step's layout in 'becomes', or let another partition of the layout have Planner's folders.
        """);

    /// <summary>The program of a step is gone when the step needs it.</summary>
    public static ProblemCode ProgramErased { get; } = Error("PLN222", "Program on an erased partition", """
        'mkfs' uses a program that lies on the very partition that it formats, or on one that an earlier step erases.
        The run would stop there, after it has changed things.
        Download the program to a partition that stays, or download it again after the erasing step and before the point of no return.
        """);

    /// <summary>A relocation that can not do what it should.</summary>
    public static ProblemCode RelocateMisplaced { get; } = Error("PLN223", "Relocation out of place", """
        'relocate' brings every device onto one slot, so that all that follows is the same on all of them. It stands at most once, without 'when', before anything else writes to a slot, and names a slot's partition.
        Otherwise a root that an earlier step has filled would be erased, or steps would mean other slots on some devices than on others.
        Move it to the front.
        """);

    static ProblemCode[] SafetyCodes() => [NoUndo, NeedlessNoReturn, SecondNoReturn, ActiveSlotChanged, FormatUnchecked, SwitchUnready, NotOneSwitch, NoRebootAfterSwitch, NoHealthCheck, NotOneConfirm, UserDataTouched, JournalErased, NetworkBeyondNoReturn, SpaceBeyondNoReturn, SkippedOutput, DowntimeForPull, BootFileTouched, ExportUnpulled, WaitCutShort, ProgramUnsafe, LayoutsAstray, ProgramErased, RelocateMisplaced];
}
