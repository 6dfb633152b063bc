using System.Collections.Immutable;
using PaxosGen.Core.Tests;
using PaxosGen.Core;
using PaxosGen.Server.Applying;
using PaxosGen.Server.Tests.Hosting;

namespace PaxosGen.Server.Tests.Applying;

/// <summary>What the applier allocates for each command of a session, with a machine that allocates nothing.</summary>
[Collection(nameof(WholeProcess))]
public sealed class AllocationTests
{
    private const int Batch = 100;

    /// <summary>Calls of the session that are not acknowledged yet.</summary>
    private const int Unacknowledged = 64;

    /// <summary>Bytes per command. 144 today: the outcome (104), and the envelope of a result of 8 bytes (40), which the session keeps.</summary>
    private const int ApplyBytes = 152;

    [Fact]
    public void A_command_of_a_session_costs_its_outcome()
    {
        var applier = new Applier(new Adder(), Play.Cluster, Core.Configuration.Initial(Play.Membership));
        var slot = Slot.First;
        Apply(new EntryBody.Genesis(Play.Membership, new ClusterSettings(), ImmutableSortedDictionary<ReplicaId, StoreId>.Empty));
        Apply(new EntryBody.OpenSession(Play.Alice, 1, ""));
        var sequence = 0L;
        var bytes = Allocated.PerItem(Batch, Prepare, entries =>
        {
            foreach (var entry in entries)
            {
                Assert.True(applier.Apply(slot, entry) is AppliedOutcome.Answered { IsRepeat: false });
                slot = slot.Next;
            }
        });
        Assert.InRange(bytes, 1, ApplyBytes);

        Entry[] Prepare() => [.. Enumerable.Range(0, Batch).Select(_ => CallOf(++sequence))];

        static Entry CallOf(long number) => new EntryBody.Command(
            Origin.Session(Play.Alice, number, Math.Max(1, number - Unacknowledged)), number, 7, new byte[64]).Encode();

        void Apply(EntryBody body)
        {
            applier.Apply(slot, body.Encode());
            slot = slot.Next;
        }
    }

    /// <summary>Adds up the lengths of its commands.</summary>
    private sealed class Adder : IReplicatedStateMachine
    {
        private long _sum;

        public void Apply(ReadOnlySpan<byte> command, CommandContext context, CanonicalWriter result)
        {
            _sum += command.Length;
            result.WriteFixed64((ulong)_sum);
        }

        public void Query(ReadOnlySpan<byte> query, CommandContext context, CanonicalWriter result) => result.WriteFixed64((ulong)_sum);

        public void Save(CanonicalWriter snapshot, int version) => snapshot.WriteFixed64((ulong)_sum);

        public void Load(ReadOnlySpan<byte> snapshot) => _sum = (long)new CanonicalReader(snapshot).ReadFixed64();
    }
}
