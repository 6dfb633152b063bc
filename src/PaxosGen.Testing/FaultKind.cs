namespace PaxosGen.Testing;

/// <summary>What a simulation can let go wrong.</summary>
internal enum FaultKind
{
    /// <summary>A message is lost.</summary>
    Loss,

    /// <summary>A message arrives twice.</summary>
    Duplication,

    /// <summary>A message is overtaken by later ones.</summary>
    Reordering,

    /// <summary>A message comes very late: up to ten election time-outs.</summary>
    Delay,

    /// <summary>Bits of a message's frame are flipped on the way; the checksum makes a loss of it.</summary>
    Corruption,

    /// <summary>A replica is cut off from all others.</summary>
    Isolation,

    /// <summary>The replicas fall into two groups that do not hear each other.</summary>
    Split,

    /// <summary>The links between some pairs are cut, one way or both, and others are not.</summary>
    PartialCut,

    /// <summary>A replica is heard and hears nothing, or the other way round.</summary>
    OneWayCut,

    /// <summary>A link goes and comes back, again and again.</summary>
    Flapping,

    /// <summary>The leader is cut off and its clock goes slowly, so that it is deposed and does not notice.</summary>
    Deposition,

    /// <summary>Whoever leads is cut off, and perhaps stands still, one leader after another; the one before comes back when the next is cut off.</summary>
    Succession,

    /// <summary>Some replicas lose their memory together and are back at once, before anybody misses them, perhaps cut off from the rest.</summary>
    Restart,

    /// <summary>A replica crashes between two turns.</summary>
    Crash,

    /// <summary>A replica crashes between two effects of a turn, some of them done.</summary>
    CrashBetweenEffects,

    /// <summary>A replica crashes in one of its next disk operations.</summary>
    CrashAtDisk,

    /// <summary>The process of a replica is killed, and its machine goes on: what it wrote is there, synced or not.</summary>
    Kill,

    /// <summary>All replicas crash together.</summary>
    CrashOfAll,

    /// <summary>A replica stays away for longer than logs wait for it.</summary>
    Absence,

    /// <summary>A crash keeps some sectors of what was not synced and loses others, across all files.</summary>
    TornWrites,

    /// <summary>A replica stops for a while and does not notice.</summary>
    Freeze,

    /// <summary>A replica stops between letting a read go under its lease and answering it, and does not notice.</summary>
    FreezeBeforeAnswer,

    /// <summary>Syncs of a disk take long for a while.</summary>
    SlowDisk,

    /// <summary>Applying, snapshots and turns take long for a while.</summary>
    SlowNode,

    /// <summary>A write or sync reports an error; the replica stops for good and is started again.</summary>
    DiskError,

    /// <summary>There is no space on a disk for a while.</summary>
    FullDisk,

    /// <summary>Bits of a log or snapshot flip while its replica is down.</summary>
    Rot,

    /// <summary>A wall clock jumps.</summary>
    ClockStep,

    /// <summary>A clock goes too fast or too slowly.</summary>
    ClockDrift,

    /// <summary>A snapshot is made now, at whatever slot.</summary>
    ForcedSnapshot,

    /// <summary>An operator hands the lead to another replica, whether or not that is up.</summary>
    LeadTransfer,

    /// <summary>A copy of a client's command comes late, after its call has ended, perhaps at another replica.</summary>
    LateRequest,

    /// <summary>The leader and a bare quorum go on alone; then one of them is left with the others, and its disk has damaged its last votes.</summary>
    ForgottenVotes,

    /// <summary>All voters, or nearly all, are replaced at once and cut off from those that take over, and switched off as soon as they may be.</summary>
    Replacement,

    /// <summary>A command comes to something else on one replica, which is put right some time later, and rejoins.</summary>
    Divergence,

    /// <summary>What is chosen waits long until it is applied, on one replica, and nothing else does.</summary>
    SlowApplier,

    /// <summary>The leader is cut off, and so is its successor in the moment that it contradicts what the first has voted for; the first comes back.</summary>
    Contest,

    /// <summary>The answer to a command is lost, with all that follows on its connection.</summary>
    LostAnswer,
}
