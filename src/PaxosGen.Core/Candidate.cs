using System.Collections.Immutable;

namespace PaxosGen.Core;

/// <summary>
/// A proposer in phase 1 (<i>Paxos Made Simple</i> §2.2, §3): gathers promises until a quorum lets it say, for every
/// slot, what it must propose.
/// </summary>
internal sealed class Candidate
{
    private const int MaxParts = 1 << 16;

    private readonly Dictionary<ReplicaId, Gathering> _gathering = [];
    private readonly SortedDictionary<ReplicaId, CompletePromise> _promises = [];

    public Candidate(Ballot ballot, Slot firstSlot, long now)
    {
        Ballot = ballot;
        FirstSlot = firstSlot;
        PreparedAt = now;
        Since = now;
    }

    public Ballot Ballot { get; }

    /// <summary>The ballot of the leader that handed over; none otherwise.</summary>
    public Ballot Cites { get; init; }

    /// <summary>The slot that was prepared from; a repeated Prepare keeps it.</summary>
    public Slot FirstSlot { get; }

    /// <summary>When phase 1 began.</summary>
    public long Since { get; }

    /// <summary>When Prepare was last sent.</summary>
    public long PreparedAt { get; set; }

    /// <summary>Whether this replica's whole promise is in.</summary>
    public bool HasPromised(ReplicaId replica) => _promises.ContainsKey(replica);

    /// <summary>Those whose whole promise is in.</summary>
    public IEnumerable<ReplicaId> Promised => _promises.Keys;

    /// <summary>Takes one part of a promise. Parts of different promises are never mixed: what was truncated or voted on in between would be missing.</summary>
    /// <returns>Whether the promise is complete now and was not before.</returns>
    public bool Add(ReplicaId from, Message.Promise part)
    {
        if (part.Ballot != Ballot || part.Part < 0 || part.Part >= part.Parts || part.Parts > MaxParts || HasPromised(from))
        {
            return false;
        }

        if (!_gathering.TryGetValue(from, out var gathering) || gathering.Nonce != part.Nonce || gathering.Parts != part.Parts)
        {
            gathering = new Gathering(part.Nonce, part.Parts);
            _gathering[from] = gathering;
        }

        if (!gathering.Add(part))
        {
            return false;
        }

        _gathering.Remove(from);
        _promises.Add(from, gathering.Complete(from));
        return true;
    }

    /// <summary>What the promises that are in allow.</summary>
    /// <param name="configuration">The candidate's configuration.</param>
    /// <param name="chosenThrough">What the candidate knows to be chosen; may have advanced since it prepared.</param>
    public Phase1Outcome Evaluate(Configuration configuration, Slot chosenThrough)
    {
        // No-ops over slots that others have truncated would be the classic disaster: first see what they hold.
        foreach (var (replica, promise) in _promises)
        {
            if (promise.TruncatedThrough > chosenThrough)
            {
                return new Phase1Outcome.CatchUp(replica);
            }
        }

        var counted = Counted(configuration);
        var quorum = configuration.Membership.Phase1Quorum;
        if (counted.Count < quorum)
        {
            return Phase1Outcome.Wait.Instance;
        }

        if (!configuration.IsBorn && Value(Slot.First) is null)
        {
            // A quorum has never held anything: the cluster is to be born, and nothing can be above slot 1. Only founders'
            // votes choose Genesis, so fewer than a phase-2 quorum of them would never see it chosen.
            return counted.Count < configuration.Membership.Phase2Quorum
                ? Phase1Outcome.Wait.Instance
                : new Phase1Outcome.Found(counted.ToImmutableSortedDictionary(p => p.Replica, p => p.Store));
        }

        var highest = chosenThrough;
        foreach (var promise in _promises.Values)
        {
            highest = Slot.Max(highest, promise.HighestSlot);
            highest = promise.Unknown.IsEmpty ? highest : Slot.Max(highest, promise.Unknown[^1]);
        }

        var chosen = ImmutableArray.CreateBuilder<Entry>();
        var proposals = ImmutableArray.CreateBuilder<Entry>();
        var after = configuration;
        for (var slot = chosenThrough.Next; slot <= highest; slot = slot.Next)
        {
            var reported = Value(slot);
            if (reported is not { IsChosen: true } && !IsSeen(slot, after))
            {
                return Phase1Outcome.Wait.Instance;
            }

            var entry = reported?.Entry ?? Entry.NoOp;
            if (reported is { IsChosen: true } && proposals.Count == 0)
            {
                chosen.Add(entry);
            }
            else if (chosen.Count > 0)
            {
                break;
            }
            else
            {
                proposals.Add(entry);
            }

            if (entry.IsStopSign)
            {
                break;
            }

            after = after.After(slot, entry);
        }

        return chosen.Count > 0 ? new Phase1Outcome.Learn(chosen.ToImmutable()) : new Phase1Outcome.Lead(proposals.ToImmutable());
    }

    /// <summary>
    /// The promises that count: of stores that the log has enrolled; while it has not been seen, of those that the
    /// reported Genesis names; and where nobody reports one, of stores that never held anything.
    /// </summary>
    private List<CompletePromise> Counted(Configuration configuration)
    {
        var membership = configuration.Membership;
        var voters = _promises.Values.Where(p => membership.IsVoter(p.Replica));
        if (configuration.IsBorn)
        {
            return [.. voters.Where(p => configuration.Counts(p.Replica, p.Store))];
        }

        if (Value(Slot.First) is { Entry.Kind: EntryKind.Genesis } reported)
        {
            var stores = ((EntryBody.Genesis)reported.Entry.Decode()).Stores;
            return [.. voters.Where(p => stores.TryGetValue(p.Replica, out var store) && store == p.Store)];
        }

        return [.. voters.Where(p => p.IsEmpty)];
    }

    /// <summary>
    /// Whether those who know what they hold for a slot meet every phase-2 quorum that may have chosen a value there: of
    /// the stores enrolled before the slot, for no other votes were counted. A disk that has damaged its vote sees nothing.
    /// </summary>
    private bool IsSeen(Slot slot, Configuration before)
    {
        if (!before.IsBorn)
        {
            // Another Genesis may have been chosen by the stores that it names, so all voters matter, named here or not. A
            // store that never held anything sees nothing: it may be one that was wiped.
            var named = Counted(before);
            var knowing = _promises.Values.Count(p =>
                before.Membership.IsVoter(p.Replica) && !p.Unknown.Contains(slot) && (named.Contains(p) || !p.IsEmpty));
            return knowing + before.Membership.Phase2Quorum > before.Membership.Voters.Length;
        }

        var voters = before.Membership.Voters.Count(before.Stores.ContainsKey);
        var seeing = _promises.Values.Count(p => before.Counts(p.Replica, p.Store) && !p.Unknown.Contains(slot));
        return seeing + before.Membership.Phase2Quorum > voters;
    }

    /// <summary>P2c: the chosen value if anyone knows it, else the value of the highest ballot.</summary>
    private ReportedSlot? Value(Slot slot)
    {
        ReportedSlot? best = null;
        foreach (var promise in _promises.Values)
        {
            if (!promise.Slots.TryGetValue(slot, out var reported))
            {
                continue;
            }

            if (reported.IsChosen)
            {
                return reported;
            }

            if (best is null || reported.Ballot > best.Value.Ballot)
            {
                best = reported;
            }
        }

        return best;
    }

    private sealed record CompletePromise(
        ReplicaId Replica, StoreId Store, bool IsEmpty, Slot TruncatedThrough, Slot HighestSlot, Dictionary<Slot, ReportedSlot> Slots, ImmutableArray<Slot> Unknown);

    /// <summary>The parts of one promise that have arrived.</summary>
    private sealed class Gathering(long nonce, int parts)
    {
        private readonly Dictionary<int, Message.Promise> _parts = [];

        public long Nonce => nonce;

        public int Parts => parts;

        public bool Add(Message.Promise part)
        {
            _parts[part.Part] = part;
            return _parts.Count == parts;
        }

        public CompletePromise Complete(ReplicaId from)
        {
            var first = _parts[0];
            var slots = new Dictionary<Slot, ReportedSlot>();
            var highest = Slot.None;
            foreach (var slot in _parts.Values.SelectMany(p => p.Slots))
            {
                slots[slot.Slot] = slot;
                highest = Slot.Max(highest, slot.Slot);
            }

            return new CompletePromise(from, first.Store, first.IsEmpty, first.TruncatedThrough, highest, slots, first.Unknown);
        }
    }
}

/// <summary>What the promises gathered so far allow a candidate to do.</summary>
internal abstract record Phase1Outcome
{
    /// <summary>More promises are needed.</summary>
    public sealed record Wait : Phase1Outcome
    {
        public static readonly Wait Instance = new();
    }

    /// <summary>First learn what <paramref name="From"/> has truncated.</summary>
    public sealed record CatchUp(ReplicaId From) : Phase1Outcome;

    /// <summary>Found the cluster: nothing has ever been proposed.</summary>
    /// <param name="Stores">Those that have promised, at least a quorum, none of which ever held anything.</param>
    public sealed record Found(ImmutableSortedDictionary<ReplicaId, StoreId> Stores) : Phase1Outcome;

    /// <summary>First learn what follows chosenThrough: these values, one a slot, are known to be chosen.</summary>
    public sealed record Learn(ImmutableArray<Entry> Chosen) : Phase1Outcome;

    /// <summary>Lead, and propose these values in the slots after chosenThrough, one a slot.</summary>
    public sealed record Lead(ImmutableArray<Entry> Proposals) : Phase1Outcome;
}
