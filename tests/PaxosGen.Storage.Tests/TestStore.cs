using System.Collections.Immutable;

namespace PaxosGen.Storage.Tests;

/// <summary>Short words for what the tests write and expect.</summary>
internal static class TestStore
{
    public static readonly Membership Founding = new(
    [
        new Member(new ReplicaId(1), "127.0.0.1:7101"), new Member(new ReplicaId(2), "127.0.0.1:7102"), new Member(new ReplicaId(3), "127.0.0.1:7103"),
    ]);

    public static readonly StoreIdentity Identity = new()
    {
        Cluster = Founding.ClusterIdFor("test"),
        ClusterName = "test",
        Replica = new ReplicaId(1),
        Store = new StoreId(new UInt128(0x0123456789abcdef, 0xfedcba9876543210)),
        Founding = Founding,
        Schema = "schema",
    };

    /// <summary>Seven blocks of batches a segment: three batches.</summary>
    public static readonly ReplicaStoreOptions Options = new() { SegmentBytes = 32 << 10 };

    public static readonly Configuration AtBirth = PaxosGen.Core.Configuration.Initial(Founding, new ClusterSettings { SnapshotInterval = 50_000 });

    public static ReplicaStore Open(IDisk disk, UInt128 nonce = default) => ReplicaStore.IsIn(disk)
        ? ReplicaStore.Open(disk, "test", new ReplicaId(1), nonce, Options)
        : ReplicaStore.Create(disk, Identity, nonce, Options);

    public static Ballot Ballot(long round) => new(Epoch.First, round, new ReplicaId(1));

    /// <summary>The entries of a stretch of slots.</summary>
    public static Entry[] ReadChosen(WriteAheadLog log, Slot from, Slot through)
    {
        var entries = new ChosenEntries();
        log.ReadChosen(from, through, entries);
        return entries.Span.ToArray();
    }

    /// <summary>A no-op's kind with a tail that tells entries apart; the log does not look inside.</summary>
    public static Entry Entry(int tag, int length = 8)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill((byte)(tag * 31 + 7));
        bytes[0] = (byte)EntryKind.Command;
        BitConverter.TryWriteBytes(bytes.AsSpan(1), tag);
        return new Entry(bytes);
    }

    public static LogRecord.Vote Vote(long round, long slot, params Entry[] entries) => new(Ballot(round), new Slot(slot), [.. entries]);

    public static LogRecord.Chosen Chosen(long slot, params Entry[] entries) => new(new Slot(slot), [.. entries]);

    public static LogRecord.ChosenThrough ChosenThrough(long slot) => new(new Slot(slot));

    public static LogRecord.Promised Promised(long round) => new(Ballot(round));

    public static string Describe(RecoveredSlot slot) =>
        $"{slot.Slot}:{(slot.IsChosen ? "chosen" : slot.Ballot.ToString())}:{Convert.ToHexStringLower(slot.Entry.Bytes.Span[..Math.Min(5, slot.Entry.Bytes.Length)])}+{slot.Entry.Bytes.Length}";

    public static string[] Describe(ImmutableArray<RecoveredSlot> slots) => [.. slots.Select(Describe)];

    public static string[] Describe(params LogRecord[] records) => [.. records.SelectMany(Slots).OrderBy(slot => slot.Slot.Value).Select(Describe)];

    public static IEnumerable<RecoveredSlot> Slots(LogRecord record) => record switch
    {
        LogRecord.Vote vote => vote.Entries.Select((entry, i) => new RecoveredSlot(vote.FirstSlot + i, vote.Ballot, entry, false)),
        LogRecord.Chosen chosen => chosen.Entries.Select((entry, i) => new RecoveredSlot(chosen.FirstSlot + i, PaxosGen.Core.Ballot.None, entry, true)),
        _ => [],
    };
}
