using System.Collections.Immutable;
using PaxosGen.Core;

namespace PaxosGen.Benchmarks.Paths;

/// <summary>Three replicas, their first ballot, and commands of 64 bytes: whom and what the benchmarks of a command's path share.</summary>
internal static class Cast
{
    /// <summary>Commands in a batch.</summary>
    public const int Batch = 100;

    public static readonly Membership Members = new([.. Enumerable.Range(1, 3).Select(i => new Member(new ReplicaId(i), $"127.0.0.1:{7000 + i}"))]);
    public static readonly Ballot Ballot = new(Epoch.First, 1, new ReplicaId(1));
    public static readonly SessionId Session = new(0xA11CE);
    public static readonly byte[] Payload = new byte[64];

    /// <summary>No time passes: nothing but what is measured is due.</summary>
    public static readonly Time Now = new(1, 1);

    public static StoreId StoreOf(int replica) => new((UInt128)(ulong)(1000 + replica));

    public static Entry Genesis() => new EntryBody.Genesis(
        Members, new ClusterSettings(), Enumerable.Range(1, 3).ToImmutableSortedDictionary(i => new ReplicaId(i), StoreOf)).Encode();

    /// <summary>Call number <paramref name="sequence"/> of the session, which acknowledges those that are 100 or more behind it.</summary>
    public static Entry CallOf(long sequence) =>
        new EntryBody.Command(Origin.Session(Session, sequence, Math.Max(1, sequence - Batch)), sequence, 7, Payload).Encode();

    public static Input.Received FromVoter(int replica, Message message) => new(Now, new ReplicaId(replica), message);

    /// <summary>A replica that has voted for Genesis and knows it to be chosen.</summary>
    public static Replica NewFollower(Effects effects)
    {
        var state = RecoveredState.Empty(StoreOf(2), Configuration.Initial(Members)) with
        {
            Promised = Ballot,
            ChosenThrough = Slot.First,
            Log = [new RecoveredSlot(Slot.First, Ballot, Genesis(), IsChosen: false)],
        };
        var replica = new Replica(new ReplicaId(2), state, new ProtocolOptions { Seed = 2 });
        replica.Step(new Input.Tick(Now), effects);
        Take(effects);
        return replica;
    }

    /// <summary>A replica that leads a cluster whose first slot is chosen.</summary>
    public static Replica NewLeader(Effects effects)
    {
        var replica = new Replica(new ReplicaId(1), RecoveredState.Empty(StoreOf(1), Configuration.Initial(Members)), new ProtocolOptions { Seed = 1 });
        replica.Step(new Input.Tick(Now), effects);
        var probe = effects.SendNow.Select(e => e.Message).OfType<Message.Probe>().First();
        Take(effects);
        replica.Step(FromVoter(2, new Message.ProbeAnswer(probe.Nonce, true, Ballot.None, StoreOf(2))), effects);
        for (var voter = 1; voter <= 3; voter++)
        {
            replica.Step(FromVoter(voter, PromiseOf(replica.Promised, voter)), effects);
        }

        for (var voter = 1; voter <= 3; voter++)
        {
            replica.Step(FromVoter(voter, new Message.Accepted(replica.Promised, Slot.First, 1, StoreOf(voter))), effects);
        }

        Take(effects);
        Invariant.Check(replica.Role == ReplicaRole.Leader && replica.Promised == Ballot && replica.ChosenThrough == Slot.First);
        return replica;
    }

    /// <summary>Takes all effects, as a replica's loop does.</summary>
    /// <returns>How many there were.</returns>
    public static int Take(Effects effects)
    {
        var taken = effects.SendNow.Count + effects.Writes.Count + effects.SendAfterSync.Count + effects.Chosen.Count;
        effects.Clear();
        return taken;
    }

    private static Message.Promise PromiseOf(Ballot ballot, int voter) => new()
    {
        Ballot = ballot,
        Store = StoreOf(voter),
        Nonce = 1,
        Part = 0,
        Parts = 1,
        TruncatedThrough = Slot.None,
        ChosenThrough = Slot.None,
        IsEmpty = true,
        Slots = [],
        Unknown = [],
    };
}
