namespace Planner.Engine.Execution;

/// <summary>What follows for a run that is taken up again, from the last mark of its journal, what the boot variables name and what runs. The first row that fits counts.</summary>
static class Recovery
{
    /// <summary>Why a run that has not switched is taken back: lines of its journal are lost without a trace, or something else has switched.</summary>
    internal const string UntoldSwitch = "the journal does not tell of the switch that was made";

    static readonly Row[] Table =
    [
        //  last mark          named        runs         booted since
        new(Phase.Confirmed,   null,        null,        null,  Way.Finish,  "the new OS was confirmed"),
        new(Phase.Undoing,     null,        null,        null,  Way.Back,    "it is being taken back"),
        new(null,              null,        Place.Other, null,  Way.Wait,    "neither the old nor the new OS runs"),

        new(Phase.Preparing,   Place.New,   null,        null,  Way.Back,    UntoldSwitch),
        new(Phase.Preparing,   null,        Place.New,   null,  Way.Back,    UntoldSwitch),
        new(Phase.Preparing,   null,        Place.Old,   null,  Way.Forward, "it was interrupted before the switch"),

        new(Phase.Switching,   Place.Old,   Place.Old,   null,  Way.Forward, "the switch was not made yet"),
        new(Phase.Switching,   null,        Place.New,   null,  Way.Forward, "the boot came before its step"),
        new(Phase.Switching,   null,        Place.Old,   false, Way.Forward, "the switch was made"),
        new(Phase.Switching,   null,        Place.Old,   true,  Way.Back,    "the old OS came up instead of the new one"),

        new(Phase.Switched,    null,        Place.New,   null,  Way.Forward, "the new OS came up"),
        new(Phase.Switched,    Place.New,   Place.Old,   false, Way.Forward, "the device has not booted yet"),
        new(Phase.Switched,    null,        Place.Old,   null,  Way.Back,    "the old OS came up instead of the new one"),

        new(Phase.Verifying,   null,        Place.New,   null,  Way.Forward, "it was interrupted while the new OS was checked"),
        new(Phase.Verifying,   null,        Place.Old,   null,  Way.Back,    "the old OS came up instead of the new one"),
    ];

    /// <summary>The way that fits.</summary>
    internal static (Way Way, string Why) Of(Phase phase, Place named, Place runs, bool booted)
    {
        var row = Array.Find(Table, row => row.Fits(phase, named, runs, booted));
        return (row.Way, row.Why);
    }

    readonly record struct Row(Phase? Phase, Place? Named, Place? Runs, bool? Booted, Way Way, string Why)
    {
        internal bool Fits(Phase phase, Place named, Place runs, bool booted) =>
            (Phase ?? phase) == phase && (Named ?? named) == named && (Runs ?? runs) == runs && (Booted ?? booted) == booted;
    }
}

/// <summary>How far a run is, by the last mark of its journal.</summary>
enum Phase
{
    /// <summary>The switch has not begun.</summary>
    Preparing,

    /// <summary>The switch has begun and has not ended.</summary>
    Switching,

    /// <summary>The switch has ended; the boot into the new OS has not been seen.</summary>
    Switched,

    /// <summary>The new OS has been seen running, and is not confirmed.</summary>
    Verifying,

    /// <summary>The new OS is confirmed.</summary>
    Confirmed,

    /// <summary>It is being taken back.</summary>
    Undoing,
}

/// <summary>A slot, as a run sees it.</summary>
enum Place
{
    /// <summary>The slot that ran when the run began.</summary>
    Old,

    /// <summary>The other slot.</summary>
    New,

    /// <summary>None of them.</summary>
    Other,
}

/// <summary>Where to go on.</summary>
enum Way
{
    /// <summary>With the step that was interrupted, after its probe.</summary>
    Forward,

    /// <summary>With the undo.</summary>
    Back,

    /// <summary>With the end: nothing is left but to clean up.</summary>
    Finish,

    /// <summary>Nowhere in this boot.</summary>
    Wait,
}
