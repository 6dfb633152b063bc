using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Client.Tests;

/// <summary>Which addresses a client tries when the members are others than those that it was given.</summary>
public sealed class MembersTests
{
    [Fact]
    public void The_members_of_the_handshake_are_tried_first_and_the_given_addresses_stay()
    {
        var play = new MachinePlay();
        play.Open();
        Connected(play, 2, "d:1", "c:1");
        play.Lost();
        Assert.Equal(["c:1", "d:1", "a:1", "b:1", "c:1"], Tries(play, 5));
    }

    [Fact]
    public void Members_that_change_while_the_client_is_connected_are_known_when_it_loses_the_connection()
    {
        var play = new MachinePlay();
        play.Open();
        Connected(play, 1, "a:1", "b:1", "c:1");
        play.OpenSession();
        play.Reply(Members(3, "d:1", "e:1"));
        Assert.Empty(play.HungUp);
        play.Lost();
        Assert.Equal(["d:1", "e:1", "a:1"], Tries(play, 3));
    }

    [Fact]
    public void A_replica_that_lags_does_not_undo_what_is_known()
    {
        var play = new MachinePlay();
        play.Open();
        Connected(play, 3, "d:1");
        play.Lost();
        Assert.Equal(["d:1", "a:1"], Tries(play, 2));
        Connected(play, 1, "a:1", "b:1", "c:1");
        play.Reply(Members(2, "a:1", "d:1"));
        play.Reply(Members(4));
        play.Lost();
        Assert.Contains("d:1", Tries(play, 4));
    }

    [Fact]
    public void The_given_order_is_kept_where_the_members_are_those_that_were_given()
    {
        var play = new MachinePlay();
        play.Open();
        Connected(play, 1, "c:1", "b:1", "a:1");
        play.Lost();
        Assert.Equal(["b:1", "c:1", "a:1"], Tries(play, 3));
    }

    private static ClientReply.Members Members(long epoch, params string[] addresses) => new(new EpochMembers(new Epoch(epoch), [.. addresses]));

    private static void Connected(MachinePlay play, long epoch, params string[] addresses) => play.Step(new ClientInput.Connected(play.Connection, new HandshakeWelcome
    {
        Cluster = new ClusterId(5),
        Replica = new ReplicaId(1),
        Store = new StoreId(1),
        MaxFrameBytes = 16 << 20,
        Members = new EpochMembers(new Epoch(epoch), [.. addresses]),
        Schema = new SchemaIdentity("Bank", 1, [new(1, 7)]),
    }));

    /// <summary>The next addresses that are dialled, when nobody answers but perhaps at the last.</summary>
    private static List<string> Tries(MachinePlay play, int count)
    {
        var from = play.Dialled.Count;
        while (play.Dialled.Count < from + count)
        {
            if (play.Dialled.Count > from)
            {
                play.Step(new ClientInput.ConnectFailed(play.Connection, null, "nobody there"));
            }

            var before = play.Dialled.Count;
            while (play.Dialled.Count == before)
            {
                play.Pass(10);
            }
        }

        return play.Dialled[from..];
    }
}
