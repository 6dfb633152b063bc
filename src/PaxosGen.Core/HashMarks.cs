namespace PaxosGen.Core;

/// <summary>
/// Hashes at slots where replicas can compare them. Idle replicas have the newest slot in common; busy ones, which are never
/// equally far, the newest multiple of one of two distances. What is unknown has no slot.
/// </summary>
/// <param name="Newest">The running result hash at the newest slot.</param>
/// <param name="Near">The same at the newest multiple of <see cref="NearDistance"/>.</param>
/// <param name="Far">The same at the newest multiple of <see cref="FarDistance"/>.</param>
/// <param name="State">The hash of the state in the newest snapshot: it sees what no result has shown yet.</param>
public readonly record struct HashMarks(ResultHash Newest, ResultHash Near, ResultHash Far, ResultHash State)
{
    /// <summary>Slots between two near marks.</summary>
    public const int NearDistance = 64;

    /// <summary>Slots between two far marks: replicas that are not further apart than a few of them compare each.</summary>
    public const int FarDistance = 4096;
}

/// <summary>A replica differs from what a quorum has.</summary>
/// <param name="Own">Its own hash, and the slot.</param>
/// <param name="Agreed">The quorum's hash there.</param>
/// <param name="IsState">Whether it is the state in a snapshot that differs, and no result has shown it yet.</param>
/// <param name="EqualThrough">The highest slot where the same hashes were found equal; none if they never were.</param>
public readonly record struct Difference(ResultHash Own, UInt128 Agreed, bool IsState, Slot EqualThrough);

/// <summary>Where hashes differ and no quorum has equal ones, so that nobody serves reads. What is not disputed has no slot.</summary>
/// <param name="Results">The slot where results differ.</param>
/// <param name="States">The slot where the states in snapshots differ. Equal results say nothing of these.</param>
public readonly record struct Dispute(Slot Results, Slot States)
{
    /// <summary>Whether anything is disputed.</summary>
    public bool IsOpen => At > Slot.None;

    /// <summary>Where.</summary>
    public Slot At => Results > Slot.None ? Results : States;
}

/// <summary>Where replicas began to differ.</summary>
/// <param name="Slot">The first slot whose result differs, as far as is known.</param>
/// <param name="IsExact">Whether everything before it is known to be equal; else it may have been earlier.</param>
/// <param name="Entry">What the slot holds; null where the log has it no more.</param>
public readonly record struct FirstDifference(Slot Slot, bool IsExact, Entry Entry);

/// <summary>What a replica may answer from its state.</summary>
public enum Serving
{
    /// <summary>Everything.</summary>
    All,

    /// <summary>No reads: replicas differ, and no quorum says who is right.</summary>
    NoReads,

    /// <summary>Nothing: it is quarantined.</summary>
    Nothing,
}
