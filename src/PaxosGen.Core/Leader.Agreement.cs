namespace PaxosGen.Core;

/// <content>Whether the voters' results and states are equal, as far as their heartbeat acks tell.</content>
internal sealed partial class Leader
{
    private readonly Agreement _results = new();
    private readonly Agreement _states = new();
    private HashMarks _agreed;
    private Slot _compareAt;

    /// <summary>What this replica has otherwise than a quorum; null where nothing is known to be.</summary>
    public Difference? Difference { get; private set; }

    /// <summary>What was disputed when this reign began; what an earlier leader found lasts until a quorum agrees that far.</summary>
    public Dispute DisputedBefore { get; init; }

    /// <summary>Where hashes differ without a quorum of equal ones.</summary>
    public Dispute Dispute => new(DisputedIn(_results, DisputedBefore.Results), DisputedIn(_states, DisputedBefore.States));

    /// <summary>Whether a member is quarantined, as it has said.</summary>
    public bool IsQuarantined(ReplicaId replica) => _followers.IsQuarantined(replica);

    /// <summary>Compares what the voters have said with one another and with what this replica has.</summary>
    public void Compare(Divergence own, Configuration configuration)
    {
        if (CountsVoter(_self, configuration))
        {
            _results.AddOwn(_self, own.History);
            foreach (var state in own.States)
            {
                _states.OnSaid(_self, state);
            }
        }

        // Two such quorums always have a voter in common, so that no two of them have different hashes.
        var voters = configuration.Membership.Voters.Length;
        var quorum = Math.Max(configuration.Membership.Phase2Quorum, (voters / 2) + 1);
        _results.Judge(quorum);
        _states.Judge(quorum);

        // What this replica has in common with the quorum, it has in common with it at all earlier slots.
        var isEqual = own.History[_results.Agreed.Slot] == _results.Agreed.Value;
        _agreed = isEqual ? own.History.MarksAt(_results.Agreed.Slot, _states.Agreed) : new HashMarks(_results.Agreed, default, default, _states.Agreed);
        Difference = own.Compare(_agreed);
        if (_compareAt <= _results.Agreed.Slot || own.History[_compareAt] is null)
        {
            // Busy replicas may never name the same slot of themselves: all are asked for this one until they have agreed there.
            _compareAt = own.Marks.Far.Slot > _results.Agreed.Slot ? own.Marks.Far.Slot : Slot.None;
        }
    }

    /// <summary>No reads while it is not known who is right.</summary>
    public void RefuseReads(Effects effects) => _reads.RefuseAll(ReplicaId.None, effects);

    /// <summary>Whether the state may be wrong, and shows nothing.</summary>
    private bool Withholds => Dispute.IsOpen || Difference is not null;

    private static Slot DisputedIn(Agreement said, Slot before) =>
        said.DisputedAt > Slot.None ? said.DisputedAt : said.Agreed.Slot < before ? before : Slot.None;

    private void TakeUpHashes(ReplicaId voter, Message.HeartbeatAck ack, Configuration configuration)
    {
        if (!Counts(voter, ack.Store, configuration) || ack.Round < _followers.Round(voter))
        {
            // Of an earlier round it may say what has been put right since.
            return;
        }

        if (ack.IsQuarantined)
        {
            _results.Forget(voter);
            _states.Forget(voter);
            return;
        }

        foreach (var mark in (ReadOnlySpan<ResultHash>)[ack.Marks.Newest, ack.Marks.Near, ack.Marks.Far, ack.Asked])
        {
            _results.OnSaid(voter, mark);
        }

        _states.OnSaid(voter, ack.Marks.State);
    }
}
