using PaxosGen.Core;
using static PaxosGen.Core.Tests.Play;

namespace PaxosGen.Core.Tests;

public sealed class ElectionTests
{
    private static readonly Ballot B1 = Play.Ballot(1, 1);

    [Fact]
    public void A_probe_is_denied_while_a_leader_with_a_quorum_is_heard()
    {
        var play = new Play(self: 3);
        play.Receive(1, new Message.Heartbeat(B1, 1, Slot.None, HasQuorum: true, Slot.None));
        Assert.Equal("->2 ProbeAnswer no promised 0.0.0", play.Receive(2, new Message.Probe(Epoch.First, 1)));
        play.Tick(T);
        Assert.StartsWith("->2 ProbeAnswer yes", play.Receive(2, new Message.Probe(Epoch.First, 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_leader_without_a_quorum_keeps_nobody_from_trying()
    {
        var play = new Play(self: 3);
        play.Receive(1, new Message.Heartbeat(B1, 1, Slot.None, HasQuorum: false, Slot.None));
        Assert.StartsWith("->2 ProbeAnswer yes", play.Receive(2, new Message.Probe(Epoch.First, 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_leader_heard_of_may_try_again_itself()
    {
        var play = new Play(self: 3);
        play.Receive(1, new Message.Heartbeat(B1, 1, Slot.None, HasQuorum: true, Slot.None));
        Assert.StartsWith("->1 ProbeAnswer yes", play.Receive(1, new Message.Probe(Epoch.First, 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_leader_with_a_quorum_denies_probes()
    {
        Assert.StartsWith("->3 ProbeAnswer no", new Play().Lead().Receive(3, new Message.Probe(Epoch.First, 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_cut_off_raises_no_ballot()
    {
        var play = new Play(self: 2);
        play.Tick();
        for (var i = 0; i < 100; i++)
        {
            Assert.DoesNotContain("write", play.Tick(T), StringComparison.Ordinal);
        }

        Assert.Equal(Ballot.None, play.Replica.Promised);
    }

    [Fact]
    public void Ballots_are_raised_at_most_once_an_election_timeout()
    {
        var play = new Play(self: 2, members: 3);
        play.Tick();
        var raised = 0;
        for (var i = 0; i < 1000; i++)
        {
            var effects = play.Tick(T / 100);
            if (effects.Contains("Probe", StringComparison.Ordinal))
            {
                effects += play.Receive(3, new Message.ProbeAnswer(play.Nonce, true, Ballot.None, Store(3)));
            }

            if (effects.Contains("write promised", StringComparison.Ordinal))
            {
                raised++;
                play.Receive(3, new Message.Reject(play.Replica.Promised, Play.Ballot(play.Replica.Promised.Round + 1, 3)));
            }
        }

        Assert.InRange(raised, 3, 10);
    }

    [Fact]
    public void A_cluster_of_one_leads_by_itself()
    {
        var play = new Play(members: 1);
        Assert.Equal("write promised 1.1.1\nsync->1 Prepare 1.1.1 from 1", play.Tick());
        play.Receive(1, Promise(B1, 1));
        play.Receive(1, new Message.Accepted(B1, Slot.First, 1, Store(1)));
        Assert.Equal("read 5 at 1", play.Read(5));
    }
}
