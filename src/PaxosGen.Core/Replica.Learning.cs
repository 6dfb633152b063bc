namespace PaxosGen.Core;

/// <content>The learner: from the log, from others, from their snapshots; and what of the log may go.</content>
public sealed partial class Replica
{
    /// <summary>Slots that are chosen and not applied on a machine that keeps up.</summary>
    private const int MomentaryLag = 256;

    /// <summary>
    /// Most slots that are chosen and not applied before a peer's snapshot is worth more than the log. A peer's newest is of up to
    /// two intervals ago; and it must come before the log is full.
    /// </summary>
    private long ApplierLag => Math.Min(Math.Max(_options.ApplyWindow, 3L * Configuration.Settings.SnapshotInterval), LogLimit / 4 * 3);

    private bool IsApplierBehind => ChosenThrough - _appliedThrough > ApplierLag || IsLateWithBytes(_options.LogLimitBytes / 4 * 3);

    /// <summary>
    /// Whether so much waits for the applier that no more is taken into the log, neither votes nor what others have chosen. Voting
    /// waits for no applier but then, when memory and disk would be next.
    /// </summary>
    private bool IsLogFull => (ChosenThrough - _appliedThrough > _options.LogLimit && ChosenThrough - _appliedThrough > LogLimit) || IsLateWithBytes(_options.LogLimitBytes);

    /// <summary>Whether the log has so many bytes, and the applier more to do than it has at any moment.</summary>
    private bool IsLateWithBytes(long bytes) => _acceptor.Log.Bytes > bytes && ChosenThrough - _appliedThrough > MomentaryLag;

    /// <summary>Votes reach the leader, and everybody if acceptors tell all (<i>Paxos Made Simple</i> §2.3).</summary>
    private void OnAccepted(ReplicaId from, Message.Accepted accepted, long now, Effects effects)
    {
        _election.OnBallotSeen(accepted.Ballot);
        if (_leader is not null && accepted.Ballot > _leader.Ballot && accepted.Ballot.Replica != _self && Configuration.Membership.IsVoter(from))
        {
            // A phase-1 quorum has promised more, so others choose now. A leader must not learn what they choose and announce
            // it in its own ballot, in which followers may hold another value (W1).
            StandDown(ReignEnd.Of(accepted.Ballot), ReplicaId.None, now, effects);
        }

        if (_leader is not null)
        {
            _leader.OnAccepted(from, accepted, _acceptor, _learner, now, effects);
        }
        else if (_votes is not null)
        {
            CountVote(_votes, from, accepted, now, effects);
        }
    }

    private void CountVote(VoteCount votes, ReplicaId from, Message.Accepted accepted, long now, Effects effects)
    {
        var before = ChosenThrough;
        votes.Add(from, accepted, ChosenThrough, Configuration);
        while (votes.Chosen(ChosenThrough.Next, _acceptor.Log, Configuration) is { } entry)
        {
            _learner.OnCounted(ChosenThrough.Next, entry, effects);
            _learner.Follow(_acceptor.Log, effects);
        }

        if (_candidate is not null && ChosenThrough > before)
        {
            TryToLead(_candidate, now, effects);
        }
    }

    private void TellOfVotes() =>
        _acceptor.Witnesses = _options.Learning == LearningMode.AllToAll ? [.. Configuration.Membership.Members.Select(m => m.Id)] : [];

    private void OnLearned(ReplicaId from, Message.Learned learned, long now, Effects effects)
    {
        if (learned.FirstSlot < Slot.First || learned.FirstSlot - ChosenThrough > Acceptor.MaxSlotsAhead)
        {
            Drop(learned, from, Ballot.None, learned.FirstSlot, DropReason.FarSlot, effects);
            return;
        }

        var skip = (int)Math.Clamp(ChosenThrough.Next - learned.FirstSlot, 0, learned.Entries.Length);
        var first = learned.FirstSlot + skip;
        var entries = learned.Entries[skip..];
        if (_leader is not null)
        {
            // A leader announces only what it counted itself. A chosen value that is not its own proposal means that
            // it has been overtaken; one that is brings it nothing.
            for (var i = 0; i < entries.Length; i++)
            {
                if (_leader.ProposalFor(first + i)?.Equals(entries[i]) != true)
                {
                    StandDown(ReignEnd.Of(first + i), ReplicaId.None, now, effects);
                    break;
                }
            }
        }

        if (_leader is not null)
        {
            return;
        }

        var before = ChosenThrough;
        if (!entries.IsEmpty)
        {
            _acceptor.Learn(first, entries, effects);
            _learner.Follow(_acceptor.Log, effects);
        }

        _catchUp.OnAnswered(from, learned, ChosenThrough, helped: ChosenThrough > before, now, effects);
        if (_candidate is not null && ChosenThrough > before)
        {
            TryToLead(_candidate, now, effects);
        }
    }

    /// <summary>
    /// An applier that is lastingly slower than the leader's would have the log grow for ever: it takes over what the leader's came
    /// to, and its own log is truncated through there.
    /// </summary>
    private void ConsiderSnapshot(ReplicaId leader, Effects effects)
    {
        if (IsApplierBehind && Serving == Serving.All)
        {
            effects.Wanted ??= new SnapshotWanted(leader, _appliedThrough);
        }
    }

    /// <summary>Goes on from a peer's snapshot, unless its slots were learned otherwise in the meantime, and can be applied as soon.</summary>
    private void OnSnapshotInstalled(Input.SnapshotInstalled installed, Effects effects)
    {
        // A leader counts for itself; it never needs one.
        var isBehind = installed.Slot > ChosenThrough;
        var isRejoin = IsRejoining && installed.ForRejoin == _rejoins;
        var isSlow = IsApplierBehind && Serving == Serving.All && installed.Slot > _appliedThrough;
        if (_leader is not null || (!isBehind && !isRejoin && !isSlow) || installed.Slot < TruncatedThrough)
        {
            return;
        }

        _acceptor.Install(installed.Slot);
        if (isBehind)
        {
            _learner.Restore(installed.Slot, installed.Configuration);
        }

        (_appliedThrough, _restored) = (installed.Slot, installed.Tag);
        effects.Restore(installed.Slot, installed.Tag);
        _divergence.OnRestored(new ResultHash(installed.Slot, installed.StateHash));
        GoOnFrom(installed.Slot, isRejoin, effects);
        effects.Events.Add(new ProtocolEvent.SnapshotInstalled(Promised, installed.Slot));
        _learner.Follow(_acceptor.Log, effects);
        if (_candidate is not null)
        {
            TryToLead(_candidate, installed.Time.Now, effects);
        }
    }

    private void OnApplied(Input.Applied applied, Effects effects)
    {
        if (!ReferenceEquals(applied.From, _restored))
        {
            // Said before the applier heard of the snapshot that it goes on from.
            return;
        }

        Invariant.Check(applied.Through >= _appliedThrough && applied.Through <= ChosenThrough);
        _appliedThrough = applied.Through;
        _divergence.OnApplied(applied);
        TakeEarly(applied.Time, effects);
    }

    private void Truncate(Slot truncatable, Effects effects)
    {
        if (Serving != Serving.All)
        {
            // Whoever looks for what went wrong needs it, and nobody knows whose snapshot is right.
            return;
        }

        var through = Slot.Min(truncatable, SnapshotSlot) + (_acceptor.Log.Bytes > _options.LargeLogBytes ? 0 : -_options.KeepBelowSnapshot);
        if (_sendingFrom > Slot.None && ChosenThrough - TruncatedThrough < LogLimit / 4 * 3 && _acceptor.Log.Bytes < _options.LogLimitBytes / 4 * 3)
        {
            // Whoever is being sent a snapshot asks for what follows it next; one that takes too long is sent another.
            through = Slot.Min(through, _sendingFrom);
        }

        if (through > TruncatedThrough)
        {
            _acceptor.Truncate(through, effects);
        }
    }
}
