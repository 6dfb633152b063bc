using PaxosGen.Server.Clients;

namespace PaxosGen.Server.Tests.Clients;

public class ClientSharesTests
{
    private readonly object _greedy = new();
    private readonly object _modest = new();

    [Fact]
    public void One_caller_alone_takes_seven_eighths()
    {
        var shares = new ClientShares(4096, 16 << 20);

        Assert.Equal(3584, TakeAll(shares, _greedy, 0).Count);
        Assert.Equal(3584, shares.Calls);
    }

    [Fact]
    public void There_is_room_for_who_comes_next_and_it_grows_to_an_even_share()
    {
        var shares = new ClientShares(4096, 16 << 20);
        var taken = TakeAll(shares, _greedy, 0);

        Assert.Equal(512, TakeAll(shares, _modest, 0).Count);

        // What the greedy one gives back it gets no more, until it is down to its half.
        foreach (var share in taken.Take(1793))
        {
            shares.Give(share, 0);
        }

        Assert.Single(TakeAll(shares, _greedy, 0));
        Assert.Equal(1792 - 512, TakeAll(shares, _modest, 0).Count);
    }

    [Fact]
    public void A_caller_that_has_nothing_waiting_is_forgotten()
    {
        var shares = new ClientShares(8, 16 << 20);
        var share = shares.TryTake(_modest, 100)!;
        shares.Give(share, 100);

        Assert.Equal(7, TakeAll(shares, _greedy, 0).Count);
        Assert.Equal(1, shares.Given);
    }

    [Fact]
    public void Bytes_are_bounded_and_shared_out_as_calls_are()
    {
        var shares = new ClientShares(4096, 8 << 20);

        Assert.Equal(6, TakeAll(shares, _greedy, 1 << 20).Count);
        Assert.Single(TakeAll(shares, _modest, 1 << 20));
        Assert.True(shares.Bytes <= 8 << 20);
    }

    [Fact]
    public void A_call_that_is_larger_than_all_the_room_is_let_in_alone()
    {
        var shares = new ClientShares(8, 1000);
        var share = shares.TryTake(_greedy, 5000);

        Assert.NotNull(share);
        Assert.Null(shares.TryTake(_modest, 0));
        shares.Give(share, 5000);
        Assert.Equal(0, shares.Bytes);
        Assert.NotNull(shares.TryTake(_modest, 0));
    }

    [Fact]
    public void More_callers_than_room_have_one_call_each_and_no_more_than_there_is_room_for()
    {
        var shares = new ClientShares(8, 16 << 20);
        var callers = Enumerable.Range(0, 20).Select(_ => new object()).ToList();

        Assert.Equal(8, callers.Count(caller => shares.TryTake(caller, 0) is not null));
        Assert.Null(shares.TryTake(callers[0], 0));
    }

    [Fact]
    public void It_is_worth_to_come_back_when_what_waits_is_done_at_the_present_rate()
    {
        var shares = new ClientShares(4096, 16 << 20);
        var hint = new RetryHint(shares);
        Assert.Equal(1, Serve(shares, hint, 100_000_000, served: 1000, refused: 1));
        for (var i = 0; i < 50; i++)
        {
            Assert.NotNull(shares.TryTake(_greedy, 0));
        }

        // 1000 in 200 ms, and 50 wait.
        Assert.Equal(10, Serve(shares, hint, 300_000_000, served: 1000, refused: 1));
        Assert.Equal(10, hint.OnRefused(301_000_000));

        // Then one in a second.
        Assert.Equal(RetryHint.Longest, Serve(shares, hint, 1_301_000_000, served: 1, refused: 1));
    }

    [Fact]
    public void Those_who_were_turned_away_are_asked_to_come_back_when_it_is_their_turn()
    {
        var shares = new ClientShares(4096, 16 << 20);
        var hint = new RetryHint(shares);
        var waiting = 60_000.0;
        var asked = 10;
        for (var second = 1; second < 6; second++)
        {
            // 20,000 a second are served; the others come back as they are told to.
            asked = Serve(shares, hint, second * 1_000_000_000L, served: 20_000, refused: (int)(waiting / asked * 1000));
        }

        Assert.InRange(asked, 2900, 3100);

        // Nobody else comes any more.
        Serve(shares, hint, 7_000_000_000, served: 20_000, refused: 0);
        Assert.Equal(1, Serve(shares, hint, 8_000_000_000, served: 20_000, refused: 0));
    }

    private int Serve(ClientShares shares, RetryHint hint, long now, int served, int refused)
    {
        for (var i = 0; i < served; i++)
        {
            shares.Give(shares.TryTake(_modest, 0)!, 0);
        }

        for (var i = 1; i < refused; i++)
        {
            hint.OnRefused(now - 1);
        }

        return hint.OnRefused(now);
    }

    private static List<ClientShares.Share> TakeAll(ClientShares shares, object caller, int bytes)
    {
        List<ClientShares.Share> taken = [];
        while (shares.TryTake(caller, bytes) is { } share)
        {
            taken.Add(share);
        }

        return taken;
    }
}
