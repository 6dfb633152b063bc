using System.Collections.Immutable;
using System.Text;
using PaxosGen.Core;

namespace PaxosGen.Core.Tests;

/// <summary>One replica on a stage: tells it things and writes down, as text, what it wants done.</summary>
internal sealed class Play
{
    public const long T = 1000;

    private readonly Effects _effects = new();
    private readonly long _lease;
    private long _now;

    public Play(int self = 1, int members = 3, RecoveredState? state = null, int window = 4096, long lease = 0, Func<ProtocolOptions, ProtocolOptions>? options = null)
    {
        Self = new ReplicaId(self);
        _lease = lease;
        state ??= RecoveredState.Empty(Store(self), Configuration.Initial(MembershipOf(members, lease)));
        var usual = new ProtocolOptions { ElectionTimeout = T, Seed = (ulong)self, Window = window, KeepBelowSnapshot = 0 };
        Replica = new Replica(Self, state, options?.Invoke(usual) ?? usual);
    }

    public ReplicaId Self { get; }

    public Replica Replica { get; }

    public long Now => _now;

    public static Membership MembershipOf(int members, long lease = 0) =>
        new([.. Enumerable.Range(1, members).Select(i => new Member(new ReplicaId(i), $"127.0.0.1:{7000 + i}"))], members / 2 + 1, members / 2 + 1, lease);

    public static StoreId Store(int replica) => new((UInt128)(ulong)(1000 + replica));

    public static Ballot Ballot(long round, int replica) => new(Epoch.First, round, new ReplicaId(replica));

    public static Entry Genesis(int members = 3, long lease = 0) => new EntryBody.Genesis(
        MembershipOf(members, lease), new ClusterSettings(), Enumerable.Range(1, members).ToImmutableSortedDictionary(i => new ReplicaId(i), Store)).Encode();

    public static Entry Command(string text) => new EntryBody.Command(
        Origin.Key((ulong)text.Sum(c => c)), 5, 7, Encoding.UTF8.GetBytes(text)).Encode();

    /// <summary>A replica whose log has Genesis and these votes of one ballot after it.</summary>
    public static RecoveredState Born(int self, Ballot promised, Slot chosenThrough, params RecoveredSlot[] log) =>
        RecoveredState.Empty(Store(self), Configuration.Initial(MembershipOf(3))) with
        {
            Promised = promised,
            ChosenThrough = chosenThrough,
            Log = [new RecoveredSlot(Slot.First, Ballot(1, 1), Genesis(), IsChosen: false), .. log],
        };

    public static RecoveredSlot Voted(long slot, Ballot ballot, Entry entry) => new(new Slot(slot), ballot, entry, IsChosen: false);

    public string Tick(long elapsed = 0)
    {
        _now += elapsed;
        return Do(new Input.Tick(Time));
    }

    public string Receive(int from, Message message) => Do(new Input.Received(Time, new ReplicaId(from), message));

    public string Propose(string text, long tag = 1) =>
        Do(new Input.Propose(Time, tag, Origin.Key((ulong)text.Sum(c => c)), 7, Encoding.UTF8.GetBytes(text)));

    public string Read(long tag, ReadConsistency consistency = ReadConsistency.Linearizable, long maxStaleness = 0) =>
        Do(new Input.Read(Time, tag, consistency, maxStaleness));

    public string Transfer(int to, long tag = 1) => Do(new Input.TransferLead(Time, tag, new ReplicaId(to)));

    public string Do(params Input[] inputs)
    {
        foreach (var input in inputs)
        {
            Replica.Step(input, _effects);
        }

        return Drain();
    }

    public Time Time => new(_now, _now);

    /// <summary>Elects this replica (1) as leader in ballot 1.1.1 of a cluster that is born, and has its first proposals chosen.</summary>
    public Play Lead()
    {
        Tick();
        if (_lease > 0)
        {
            // It has just started and is bound to nobody knows whom.
            Tick(_lease);
        }

        Receive(2, new Message.ProbeAnswer(Nonce, true, PaxosGen.Core.Ballot.None, Store(2)));
        var ballot = Replica.Promised;
        foreach (var voter in new[] { 1, 2 })
        {
            Receive(voter, Promise(ballot, voter));
        }

        // Replica 3 is not there; its store is not named by Genesis.
        Tick(T / 2);

        Receive(1, new Message.Accepted(ballot, Slot.First, 1, Store(1)));
        Receive(2, new Message.Accepted(ballot, Slot.First, 1, Store(2)));
        return this;
    }

    public static Message.Promise Promise(Ballot ballot, int from, params ReportedSlot[] slots) => new()
    {
        Ballot = ballot,
        Store = Store(from),
        Nonce = 1,
        Part = 0,
        Parts = 1,
        TruncatedThrough = Slot.None,
        ChosenThrough = Slot.None,
        IsEmpty = slots.Length == 0,
        Slots = [.. slots],
        Unknown = [],
    };

    /// <summary>The nonce of the last probe.</summary>
    public long Nonce { get; private set; }

    private string Drain()
    {
        var lines = new List<string>();
        foreach (var send in _effects.SendNow)
        {
            Nonce = send.Message is Message.Probe probe ? probe.Nonce : Nonce;
            lines.Add($"->{send.To} {send.Message}");
        }

        foreach (var write in _effects.Writes)
        {
            lines.Add("write " + write switch
            {
                LogRecord.Promised p => $"promised {p.Ballot}",
                LogRecord.Vote v => $"vote {v.Ballot} {v.FirstSlot}+{v.Entries.Length}",
                LogRecord.Chosen c => $"chosen {c.FirstSlot}+{c.Entries.Length}",
                LogRecord.ChosenThrough c => $"chosenThrough {c.Slot}",
                _ => write.ToString(),
            });
        }

        lines.AddRange(_effects.SendAfterSync.Select(s => $"sync->{s.To} {s.Message}"));
        if (_effects.Restored is var (restored, state))
        {
            lines.Add($"restore {restored} {state}");
        }

        lines.AddRange(_effects.Chosen.Select(c => $"chosen {c.Slot} {c.Entry.Kind}"));
        lines.AddRange(_effects.Reads.Select(r => $"read {r.Tag} at {r.Index}{(r.Deadline == long.MaxValue ? "" : $" until {r.Deadline}")}"));
        lines.AddRange(_effects.Refused.Select(r => $"refused {r.Tag} {r.Reason} leader {r.Leader}"));
        lines.AddRange(_effects.Operations.Select(o => $"ended {o.Tag} {o.Outcome}{(o.Reason.Length == 0 ? "" : ": " + o.Reason)}"));
        if (_effects.Wanted is var (source, above, _))
        {
            lines.Add($"wants a snapshot above {above} from {source}");
        }

        if (_effects.Quarantined is { } difference)
        {
            lines.Add($"quarantined: {difference.Own.Slot} {difference.Own.Value} not {difference.Agreed}{(difference.IsState ? " in a state" : "")}, equal through {difference.EqualThrough}");
        }

        if (_effects.Differs is var (differs, isExact, entry))
        {
            lines.Add($"differs {(isExact ? "from" : "by")} {differs} {(entry.IsNone ? "nothing" : entry.Kind)}");
        }

        if (_effects.IsLifted)
        {
            lines.Add("lifted");
        }

        if (_effects.Truncate > Slot.None)
        {
            lines.Add($"truncate {_effects.Truncate}");
        }

        _effects.Clear();
        return string.Join("\n", lines);
    }
}
