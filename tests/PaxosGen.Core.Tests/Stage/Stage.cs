using System.Collections.Immutable;
using System.Text;
using PaxosGen.Core;

namespace PaxosGen.Core.Tests;

/// <summary>A message on its way. Once sent it may arrive at any time, again and again, or never.</summary>
internal sealed record Letter(ReplicaId From, ReplicaId To, Message Message)
{
    public bool IsPending { get; set; } = true;
}

/// <summary>Several real replicas and a network that does what it is told. Nothing moves by itself; a <see cref="Witness"/> sees all of it.</summary>
internal sealed class Stage
{
    public const long T = 1000;

    private readonly SortedDictionary<ReplicaId, Actor> _actors = [];
    private readonly Configuration _born;
    private ulong _entropy;

    /// <summary>A cluster that is born: slot 1 holds Genesis, which names all founders, and everybody knows it.</summary>
    public Stage(Membership membership, ClusterSettings settings)
    {
        Options = new ProtocolOptions { ElectionTimeout = T, KeepBelowSnapshot = 0, Settings = settings };
        Witness = new Witness(membership);
        _born = Configuration.Initial(membership, settings);
        foreach (var voter in membership.Voters)
        {
            Add(voter);
        }

        // The founders' votes of ballot 1.1.1, as if it had all happened on this stage.
        var genesis = new EntryBody.Genesis(membership, settings, membership.Voters.ToImmutableSortedDictionary(v => v, v => Play.Store(v.Value))).Encode();
        var ballot = new Ballot(Epoch.First, 1, membership.Voters[0]);
        foreach (var voter in membership.Voters)
        {
            Promise(voter, ballot);
        }

        foreach (var voter in membership.Voters)
        {
            Vote(voter, ballot, Slot.First, genesis);
            this[voter].Disk.Write([new LogRecord.ChosenThrough(Slot.First), new LogRecord.Promised(ballot)]);
        }
    }

    public ProtocolOptions Options { get; set; }

    public Witness Witness { get; }

    /// <summary>How often a replica came to lead.</summary>
    public int Reigns { get; private set; }

    public IReadOnlyCollection<Actor> Actors => _actors.Values;

    /// <summary>Everything ever sent, in order.</summary>
    public List<Letter> Letters { get; } = [];

    /// <summary>Hears what happens, if anybody wants to.</summary>
    public Action<string>? Said { get; set; }

    /// <summary>Hears what is sent, if anybody wants to.</summary>
    public Action<Letter>? Sent { get; set; }

    /// <summary>Hears who needs a snapshot, if anybody wants to.</summary>
    public Action<ReplicaId, SnapshotWanted>? Wanted { get; set; }

    public Actor this[ReplicaId id] => _actors[id];

    public Actor this[int id] => _actors[new ReplicaId(id)];

    /// <summary>A machine more, with an empty disk; it is started like the others.</summary>
    public Actor Add(ReplicaId id)
    {
        var actor = new Actor(this, id, _born);
        _actors.Add(id, actor);
        return actor;
    }

    public void Start()
    {
        foreach (var actor in _actors.Values)
        {
            actor.Start();
        }
    }

    /// <summary>A promise from before the play.</summary>
    public void Promise(ReplicaId voter, Ballot ballot)
    {
        this[voter].Disk.Write([new LogRecord.Promised(ballot)]);
        Witness.OnPromised(voter, ballot, this[voter].Disk);
    }

    /// <summary>A vote from before the play.</summary>
    public void Vote(ReplicaId voter, Ballot ballot, Slot slot, Entry entry)
    {
        if (ballot.Replica != voter && Witness.ProposedIn(ballot, slot) is null)
        {
            Witness.OnSent(ballot.Replica, new Message.Accept(ballot, slot, [entry], Slot.None), this[ballot.Replica].Disk, Slot.None);
        }

        this[voter].Disk.Write([new LogRecord.Vote(ballot, slot, [entry])]);
        Witness.OnVoted(voter, ballot, slot, entry);
    }

    public Entry Command(string text) =>
        new EntryBody.Command(Origin.Key((ulong)text.Sum(c => c)), 5, ++_entropy, Encoding.UTF8.GetBytes(text)).Encode();

    public void Propose(int replica, params string[] texts)
    {
        var actor = this[replica];
        actor.Do([.. texts.Select(t => new Input.Propose(actor.Time, t, Origin.Key(++_entropy), _entropy, Encoding.UTF8.GetBytes(t)))]);
    }

    /// <summary>
    /// Makes a replica begin phase 1: lets its time pass until it probes, and gives it leave. Probes keep the peace; safety
    /// must not rest on them, so here nobody is asked.
    /// </summary>
    public void Prepare(int replica, long above = 0)
    {
        var actor = this[replica];
        actor.ProbeNonce = 0;
        for (var i = 0; i < 40 && !actor.IsSyncing && actor.ProbeNonce == 0 && actor.Replica!.Role != ReplicaRole.Candidate; i++)
        {
            actor.Advance(T / 5);
        }

        foreach (var voter in actor.Replica!.Configuration.Membership.Voters)
        {
            if (voter != actor.Id && actor.Replica.Role == ReplicaRole.Follower && !actor.IsSyncing)
            {
                var promised = above == 0 ? Ballot.None : new Ballot(actor.Replica.Configuration.Epoch, above, voter);
                actor.Receive(voter, new Message.ProbeAnswer(actor.ProbeNonce, true, promised, Play.Store(voter.Value)));
            }
        }
    }

    public void Post(ReplicaId from, ReplicaId to, Message message)
    {
        var letter = new Letter(from, to, message);
        Letters.Add(letter);
        Sent?.Invoke(letter);
    }

    /// <summary>Hands a letter over; to a replica that is down or waits for its disk it is lost.</summary>
    public void Deliver(Letter letter)
    {
        letter.IsPending = false;
        if (_actors.TryGetValue(letter.To, out var to) && to.Replica is not null && !to.IsSyncing)
        {
            to.Receive(letter.From, letter.Message);
        }
    }

    /// <summary>The network and all disks work, and time passes, until everybody who is up knows what the leader knows.</summary>
    /// <returns>Whether that came to pass.</returns>
    public bool Stabilize(int rounds = 200)
    {
        foreach (var actor in _actors.Values)
        {
            actor.Sync();
        }

        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < Letters.Count; i++)
            {
                if (Letters[i].IsPending)
                {
                    Deliver(Letters[i]);
                }
            }

            Letters.RemoveAll(l => l.Message is Message.Heartbeat or Message.HeartbeatAck or Message.Probe or Message.ProbeAnswer);
            if (round > 2 && IsSettled())
            {
                return true;
            }

            foreach (var actor in _actors.Values.Where(a => a.Replica is not null))
            {
                actor.Advance(T / 20);
            }
        }

        return false;
    }

    public void Say(string text) => Said?.Invoke(text);

    public void OnWanted(ReplicaId replica, SnapshotWanted wanted)
    {
        Said?.Invoke($"{replica} wants a snapshot above {wanted.Above} from {wanted.From}");
        Wanted?.Invoke(replica, wanted);
    }

    public void OnApplied(ReplicaId replica, ChosenEntry chosen)
    {
        if (chosen.Slot > Slot.First)
        {
            Said?.Invoke($"{replica} applies {chosen.Slot} {Witness.Name(chosen.Entry)}");
        }
    }

    public void OnEvent(ReplicaId replica, ProtocolEvent what)
    {
        switch (what)
        {
            case ProtocolEvent.CandidacyBegan began:
                Witness.OnCampaign(replica, began.Ballot);
                break;
            case ProtocolEvent.LeadershipBegan began:
                Reigns++;
                Said?.Invoke($"{replica} leads in {began.Ballot} from {began.FirstSlot}, recovered through {began.RecoveredThrough}");
                break;
            case ProtocolEvent.LeadershipEnded ended:
                Said?.Invoke($"{replica} leads no more in {ended.Ballot}: {ended.End.Reason}");
                break;
            case ProtocolEvent.CandidacyEnded ended:
                Said?.Invoke($"{replica} gives up {ended.Ballot}: {ended.End.Reason}");
                break;
            case ProtocolEvent.MessageDropped dropped:
                Said?.Invoke($"{replica} drops {dropped.Message} of {dropped.From}: {dropped.Reason}");
                break;
        }
    }

    private bool IsSettled()
    {
        // Whoever was removed and may be switched off is told nothing any more.
        var up = _actors.Values.Where(a => a.Replica is { IsRetired: false }).ToList();
        var leaders = up.Where(a => a.Replica!.Role == ReplicaRole.Leader).ToList();
        return leaders.Count == 1 && leaders[0].Replica!.InFlight == 0
            && up.All(a => a.Replica!.ChosenThrough == leaders[0].Replica!.ChosenThrough && a.Replica.AppliedThrough == a.Replica.ChosenThrough);
    }
}
