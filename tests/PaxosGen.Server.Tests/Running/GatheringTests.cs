using System.Diagnostics;
using PaxosGen.Core;
using PaxosGen.Server.Running;

namespace PaxosGen.Server.Tests.Running;

public sealed class GatheringTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);
    private static readonly long Longest = (long)(Gathering.Longest.TotalSeconds * Stopwatch.Frequency);

    private readonly Inbox _inbox = new();
    private long _now = Stopwatch.GetTimestamp();

    [Fact]
    public void Commands_wait_for_most_of_those_that_were_in_flight_and_votes_do_not()
    {
        var gathering = After(inFlight: 16, sync: 10 * Longest);
        Propose(8);
        _inbox.PostOwn(new Input.Tick(default));
        Assert.True(_inbox.Wait(Patience, gathering));
        Assert.IsType<Input.Tick>(Assert.Single(Read()));
        Assert.Equal(8, _inbox.Commands);

        Propose(4);
        Assert.True(_inbox.Wait(Patience, gathering));
        Assert.Equal(12, Read().Count);
        Assert.Equal((0, 0L), (_inbox.Commands, _inbox.Bytes));
    }

    [Fact]
    public void They_wait_no_longer_than_the_last_sync_took_nor_than_the_longest_wait()
    {
        foreach (var sync in (long[])[Longest / 4, 10 * Longest])
        {
            var gathering = After(inFlight: 16, sync);
            Propose(1);
            Assert.False(gathering.IsOver(1, _now));
            _now += Math.Min(sync, Longest);
            Assert.True(gathering.IsOver(1, _now - Math.Min(sync, Longest)));
            _now = Math.Max(_now, Stopwatch.GetTimestamp()) + Longest;
            Assert.True(_inbox.Wait(Patience, gathering));
            Assert.Single(Read());
        }
    }

    [Fact]
    public void Where_few_are_in_flight_nothing_waits()
    {
        var gathering = After(inFlight: 3, sync: 10 * Longest);
        Propose(1);
        Assert.True(_inbox.Wait(Patience, gathering));
        Assert.Single(Read());
    }

    [Fact]
    public void Many_that_were_in_flight_are_forgotten_when_they_stay_away()
    {
        var gathering = After(inFlight: 1000, sync: Longest);
        for (var turn = 0; turn < 200; turn++)
        {
            gathering.OnTurn(1);
        }

        Assert.True(gathering.IsOver(1, _now));
    }

    [Fact]
    public void All_is_read_in_the_order_of_its_arrival_where_nothing_has_to_wait()
    {
        Propose(1);
        _inbox.PostOwn(new Input.Tick(default));
        Propose(1);
        Assert.True(_inbox.Wait(Patience));
        Assert.Equal([typeof(Input.Propose), typeof(Input.Tick), typeof(Input.Propose)], Read().Select(input => input.GetType()));
    }

    private Gathering After(long inFlight, long sync)
    {
        var gathering = new Gathering(() => _now);
        gathering.OnTurn(inFlight);
        gathering.OnAppended(_now - sync);
        return gathering;
    }

    private void Propose(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _inbox.PostOwn(new Input.Propose(default, this, default, 0, new byte[8]));
        }
    }

    private List<Input> Read()
    {
        List<Input> read = [];
        while (_inbox.TryRead(out var input))
        {
            read.Add(input);
        }

        return read;
    }
}
