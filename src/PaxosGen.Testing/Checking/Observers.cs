using PaxosGen.Core;
using PaxosGen.Storage;

namespace PaxosGen.Testing.Checking;

/// <summary>
/// All that watches a cluster. Sees what leaves replicas, what becomes durable on their disks and what they apply, keeps
/// its own books of it, and throws <see cref="SimulationFailedException"/> the moment that an invariant is broken.
/// </summary>
internal sealed class Observers
{
    private readonly Dictionary<ReplicaId, DurableImage> _images = [];
    private readonly VoteLedger _votes;
    private readonly BallotOwners _ballots = new();
    private readonly SentAfterSync _sent;
    private readonly Progress _progress;
    private readonly PromiseContents _promises;
    private readonly EpochEntries _epochs;
    private readonly ConfigurationBooks _configurations;
    private readonly Truncations _truncations;
    private Message? _lastProposed;

    public Observers(SimulatedCluster cluster)
    {
        Chosen = new ChosenLog(cluster.Founding);
        Applied = new AppliedStates(Chosen);
        _votes = new VoteLedger(Chosen);
        _sent = new SentAfterSync(Chosen, _votes);
        _progress = new Progress(Chosen, _votes);
        _promises = new PromiseContents(_ballots);
        _epochs = new EpochEntries(Chosen);
        _configurations = new ConfigurationBooks(Chosen);
        _truncations = new Truncations(Chosen, _images);
        Quarantines = new Quarantines(cluster, Applied);
        Service = new ServiceRules(cluster, Chosen, Quarantines);
    }

    /// <summary>What leaders may serve, and who may lead meanwhile.</summary>
    public ServiceRules Service { get; }

    /// <summary>Who differs from the others, and what it does then.</summary>
    public Quarantines Quarantines { get; }

    /// <summary>What has been chosen.</summary>
    public ChosenLog Chosen { get; }

    /// <summary>What has been applied.</summary>
    public AppliedStates Applied { get; }

    /// <summary>Whether a StopSign is under way, so that others may be the voters soon.</summary>
    public bool IsEpochEnding => _votes.IsEpochEnding;

    /// <summary>Whether a replica has durably voted for another value of a slot, in whatever ballot.</summary>
    public bool HasVotedOtherwise(ReplicaId replica, Slot slot, Entry entry) => _votes.HasVotedOtherwise(replica, slot, entry);

    /// <summary>How many ballots have been prepared.</summary>
    public int Ballots => _ballots.Count;

    /// <summary>Whether a replica's disk says of all voters' stores that their enrolment is chosen.</summary>
    public bool KnowsVoters(ReplicaId id)
    {
        var image = _images[id];
        var known = Chosen.Before(Slot.Max(image.ChosenThrough, image.SnapshotSlot).Next).Stores;
        return Chosen.Configuration.Membership.Voters.All(known.ContainsKey);
    }

    /// <summary>A replica is there, whose disk is empty.</summary>
    public void Add(SimulatedReplica replica) => _images.Add(replica.Id, new DurableImage(replica));

    /// <summary>A sync has made a write of a replica's durable.</summary>
    public void OnDurable(SimulatedReplica replica, string file, long offset, ReadOnlyMemory<byte> bytes)
    {
        var image = _images[replica.Id];
        foreach (var record in image.OnDurable(file, offset, bytes))
        {
            OnRecord(image, record);
        }

        if (replica.IsUp)
        {
            _truncations.Check(image);
        }
    }

    /// <summary>A replica has read its disk.</summary>
    public void OnRecovered(SimulatedReplica replica, RecoveredState state)
    {
        Chosen.ClaimThrough(replica.Id, state.ChosenThrough);
        var image = _images[replica.Id];
        image.OnRecovered(state);
        Quarantines.OnRecovered(replica, state);
        Service.OnStarted(replica, state.SnapshotSlot);
        foreach (var slot in state.Log)
        {
            if (slot.Slot <= state.ChosenThrough)
            {
                Chosen.Claim(replica.Id, slot.Slot, slot.Entry);
            }
        }

        // Only now it is known which snapshot an interrupted installation has left.
        _truncations.Check(image);
    }

    /// <summary>A message leaves a replica, perhaps for itself.</summary>
    public void OnSent(SimulatedReplica from, Envelope envelope)
    {
        var (image, message) = (_images[from.Id], envelope.Message);
        Quarantines.OnSent(from, message);
        Service.OnSent(from, envelope, image.PromisedBeforeTurn);
        _sent.OnSent(image, message);
        switch (message)
        {
            case Message.Prepare prepare:
                _ballots.OnPrepare(from, prepare);
                _epochs.OnPromised(image, prepare.Ballot);
                break;
            case Message.Promise promise:
                _votes.OnPromise(from.Id, promise.Ballot, promise.Unknown);
                _epochs.OnPromised(image, promise.Ballot);
                _promises.OnPromise(image, promise);
                OnPromise(image, promise);
                break;
            case Message.Accept accept when !ReferenceEquals(accept, _lastProposed):
                _lastProposed = accept;
                _ballots.OnLeads(from, accept.Ballot);
                Chosen.ClaimThrough(from.Id, accept.ChosenThrough);
                for (var i = 0; i < accept.Entries.Length; i++)
                {
                    _votes.OnProposed(accept.Ballot, accept.FirstSlot + i, accept.Entries[i]);
                }

                break;
            case Message.Heartbeat heartbeat:
                _ballots.OnLeads(from, heartbeat.Ballot);
                Chosen.ClaimThrough(from.Id, heartbeat.ChosenThrough);
                break;
            case Message.HeartbeatAck ack when ack.Ballot < image.PromisedBeforeTurn:
                throw new SimulationFailedException($"Replica {from.Id} had promised {image.PromisedBeforeTurn} and confirms {ack.Ballot}.");
            case Message.Learned learned:
                Chosen.ClaimThrough(from.Id, learned.ChosenThrough);
                for (var i = 0; i < learned.Entries.Length; i++)
                {
                    Chosen.Claim(from.Id, learned.FirstSlot + i, learned.Entries[i]);
                }

                break;
        }
    }

    /// <summary>A replica has ended a turn.</summary>
    public void OnTurn(SimulatedReplica replica)
    {
        var image = _images[replica.Id];
        image.OnTurn();
        _progress.OnTurn(image);
        _configurations.OnTurn(replica);
        Quarantines.OnTurn(replica);
    }

    /// <summary>A replica has a durable snapshot.</summary>
    public void OnSnapshot(SimulatedReplica replica, Snapshot snapshot)
    {
        var image = _images[replica.Id];
        image.SnapshotSlot = Slot.Max(image.SnapshotSlot, snapshot.Slot);
        Applied.OnSnapshot(replica, snapshot.Slot, snapshot.Hash);
        _configurations.OnSnapshot(replica.Id, snapshot.Slot, snapshot.Configuration);
    }

    private void OnPromise(DurableImage image, Message.Promise promise)
    {
        var from = image.Replica.Id;
        if (promise.Ballot < image.PromisedBeforeTurn)
        {
            throw new SimulationFailedException($"Replica {from} had promised {image.PromisedBeforeTurn} and promises {promise.Ballot}.");
        }

        Chosen.ClaimThrough(from, promise.ChosenThrough);
        foreach (var slot in promise.Slots)
        {
            if (slot.IsChosen)
            {
                Chosen.Claim(from, slot.Slot, slot.Entry);
            }
        }
    }

    private void OnRecord(DurableImage image, RecoveredSlot record)
    {
        var id = image.Replica.Id;
        if (record.IsChosen)
        {
            Chosen.Claim(id, record.Slot, record.Entry);
            return;
        }

        if (record.Ballot < image.PromisedBeforeTurn && !_votes.HasVoted(id, record.Ballot, record.Slot))
        {
            throw new SimulationFailedException($"Replica {id} had promised {image.PromisedBeforeTurn} and votes in {record.Ballot} at slot {record.Slot}.");
        }

        _votes.OnVote(id, record.Ballot, record.Slot, record.Entry);
    }
}
