namespace PaxosGen.Core;

/// <summary>
/// What a follower counts of the others' votes where acceptors tell everybody (<see cref="LearningMode.AllToAll"/>). It
/// counts one ballot a slot, the highest heard of, in as many slots as a leader has in flight; the leader tells the rest.
/// </summary>
/// <remarks>
/// A slot is learned here only if its leader's own vote is among those counted. A leader tells of it only if it lets others
/// learn from votes, and then knows that they may be ahead of it: its reads wait for what it has proposed (<see cref="Reads"/>).
/// </remarks>
internal sealed class VoteCount
{
    private readonly Tally[] _tallies;

    public VoteCount(int slots)
    {
        _tallies = new Tally[slots];
    }

    /// <summary>Counts votes: of stores that are enrolled, each voter's once, and in this epoch's ballots only.</summary>
    public void Add(ReplicaId from, Message.Accepted accepted, Slot chosenThrough, Configuration configuration)
    {
        if (accepted.Ballot.Epoch != configuration.Epoch || !configuration.Counts(from, accepted.Store))
        {
            return;
        }

        var voter = 1UL << configuration.Membership.VoterIndex(from);
        var slot = Slot.Max(accepted.FirstSlot, chosenThrough.Next);
        var end = Slot.Min(accepted.FirstSlot + accepted.Count, chosenThrough + (_tallies.Length + 1));
        for (; slot < end; slot = slot.Next)
        {
            ref var tally = ref TallyOf(slot);
            if (tally.Slot != slot || tally.Ballot < accepted.Ballot)
            {
                tally = new Tally { Slot = slot, Ballot = accepted.Ballot };
            }

            if (tally.Ballot == accepted.Ballot)
            {
                tally.Voters |= voter;
            }
        }
    }

    /// <summary>
    /// The value of a slot, if a phase-2 quorum with the leader in it has voted for it and it is held here: as a vote of the very ballot that they
    /// voted in. In this epoch's ballots only, so that nothing is learned past the end of an epoch.
    /// </summary>
    public Entry? Chosen(Slot slot, SlotLog log, Configuration configuration)
    {
        ref var tally = ref TallyOf(slot);
        var held = log[slot];
        var isChosen = tally.Slot == slot && tally.Ballot.Epoch == configuration.Epoch
            && (tally.Voters & (1UL << configuration.Membership.VoterIndex(tally.Ballot.Replica))) != 0
            && ulong.PopCount(tally.Voters) >= (ulong)configuration.Membership.Phase2Quorum
            && !held.Entry.IsNone && !held.IsChosen && held.Ballot == tally.Ballot;
        return isChosen ? held.Entry : null;
    }

    private ref Tally TallyOf(Slot slot) => ref _tallies[(int)(slot.Value % _tallies.Length)];

    private struct Tally
    {
        public Slot Slot;
        public Ballot Ballot;

        /// <summary>One bit for each voter, by its index among the voters of the ballot's epoch.</summary>
        public ulong Voters;
    }
}
