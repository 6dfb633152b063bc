using System.Collections.Immutable;

namespace PaxosGen.Core.Tests;

/// <summary>What the protocol allocates for each command, in batches of 100 commands of 64 bytes. The inputs themselves are not counted.</summary>
/// <remarks>What is asserted within a round is asserted by <c>Assert.True</c>, which allocates nothing; <c>Assert.Equal</c> does.</remarks>
public sealed class AllocationTests
{
    private const int Batch = 100;

    /// <summary>
    /// Bytes that a leader allocates per command, from Propose until it is chosen. 180 today: its entry's 102 bytes (a share of a
    /// chunk of 64 KiB), its place of 48 in the log's pages, and its two of 16 in the arrays of one Accept and one Vote.
    /// </summary>
    private const int LeaderBytes = 200;

    /// <summary>Bytes that a follower allocates per command, from Accept until it is chosen. 62 today: its place of 48 in the log's pages, and of 16 in the array of one Vote.</summary>
    private const int FollowerBytes = 72;

    private readonly Effects _effects = new();

    [Fact]
    public void A_leader_allocates_little_for_a_command_until_it_is_chosen()
    {
        var play = new Play();
        var leader = play.Replica;
        play.Tick();
        play.Receive(2, new Message.ProbeAnswer(play.Nonce, true, Ballot.None, Play.Store(2)));
        var ballot = leader.Promised;
        foreach (var voter in new[] { 1, 2, 3 })
        {
            play.Receive(voter, Play.Promise(ballot, voter));
        }

        foreach (var voter in new[] { 1, 2, 3 })
        {
            play.Receive(voter, new Message.Accepted(ballot, Slot.First, 1, Play.Store(voter)));
        }

        Assert.Equal(Slot.First, leader.ChosenThrough);
        var payload = new byte[64];
        var tag = new object();
        var next = leader.ChosenThrough.Next;
        var bytes = Allocated.PerItem(Batch, Prepare, Round);
        Assert.InRange(bytes, 1, LeaderBytes);

        (Input[] Proposals, Input[] Votes) Prepare()
        {
            var first = next;
            next += Batch;
            Input[] proposals = [.. Enumerable.Range(0, Batch).Select(i => new Input.Propose(play.Time, tag, Origin.Session(new SessionId(1), first.Value + i, 1), 7, payload))];
            Input[] votes = [.. new[] { 1, 2, 3 }.Select(v => new Input.Received(play.Time, new ReplicaId(v), new Message.Accepted(ballot, first, Batch, Play.Store(v))))];
            return (proposals, votes);
        }

        void Round((Input[] Proposals, Input[] Votes) round)
        {
            Step(leader, round.Proposals);
            Assert.True(Carry() == (2, 1, 0));
            Step(leader, round.Votes);
            Assert.True(Carry().Chosen == Batch);
        }
    }

    [Fact]
    public void A_follower_allocates_little_for_a_command_until_it_is_chosen()
    {
        var play = new Play(self: 2, state: Play.Born(2, Play.Ballot(1, 1), Slot.First));
        var follower = play.Replica;
        play.Tick();
        Assert.Equal(Slot.First, follower.ChosenThrough);
        var next = follower.ChosenThrough.Next;
        var bytes = Allocated.PerItem(Batch, Prepare, Round);
        Assert.InRange(bytes, 1, FollowerBytes);

        // Each Accept says that all before it is chosen.
        Input[] Prepare()
        {
            var first = next;
            next += Batch;
            var entries = Enumerable.Range(0, Batch).Select(i => new EntryBody.Command(Origin.Session(new SessionId(1), first.Value + i, 1), 5, 7, new byte[64]).Encode());
            return [new Input.Received(play.Time, new ReplicaId(1), new Message.Accept(Play.Ballot(1, 1), first, [.. entries], first.Previous))];
        }

        void Round(Input[] inputs)
        {
            Step(follower, inputs);
            var (_, votes, chosen) = Carry();
            Assert.True(votes == 1 && (chosen == Batch || follower.ChosenThrough == Slot.First));
        }
    }

    private void Step(Replica replica, Input[] inputs)
    {
        foreach (var input in inputs)
        {
            replica.Step(input, _effects);
        }
    }

    /// <summary>Takes the effects, as a replica's loop does.</summary>
    private (int Accepts, int Votes, int Chosen) Carry()
    {
        var carried = (_effects.SendNow.Count, _effects.SendAfterSync.Count, _effects.Chosen.Count);
        Assert.NotNull(_effects.Writes);
        _effects.Clear();
        return carried;
    }
}
