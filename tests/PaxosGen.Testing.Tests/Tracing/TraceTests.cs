using PaxosGen.Core;
using PaxosGen.Testing.Storms;
using PaxosGen.Testing.Tracing;

namespace PaxosGen.Testing.Tests.Tracing;

public sealed class TraceTests
{
    [Fact]
    public void Each_message_that_is_sent_arrives_or_is_lost_or_is_under_way_at_the_end()
    {
        var events = RecordedPlay.Play(3).Events;
        var open = new HashSet<TraceEvent.MessageSent>(ReferenceEqualityComparer.Instance);
        foreach (var happened in events)
        {
            switch (happened)
            {
                case TraceEvent.MessageSent sent:
                    open.Add(sent);
                    break;
                case TraceEvent.MessageDelivered delivered:
                    Assert.True(open.Remove(delivered.Sent));
                    Assert.True(delivered.At > delivered.Sent.At);
                    break;
                case TraceEvent.MessageLost lost:
                    Assert.True(open.Remove(lost.Sent) || lost.At == lost.Sent.At);
                    break;
            }
        }

        Assert.All(open, sent => Assert.True(events.Last().At - sent.At < 1_000_000));
    }

    [Fact]
    public void What_replicas_and_clients_do_is_in_it()
    {
        var events = RecordedPlay.Play(3).Events;
        var crashed = Assert.Single(events.OfType<TraceEvent.ReplicaCrashed>());
        Assert.Contains(events, e => e is TraceEvent.LeadershipEnded ended && ended.Replica == crashed.Replica && ended.At == crashed.At);
        Assert.Contains(events, e => e is TraceEvent.LeadershipBegan began && began.Replica != crashed.Replica && began.At > crashed.At);
        Assert.Single(events.OfType<TraceEvent.ReplicaFroze>());
        Assert.Contains(events, e => e is TraceEvent.SlotsChosen);
        Assert.Contains(events, e => e is TraceEvent.SlotApplied);
        Assert.Contains(events, e => e is TraceEvent.Synced);
        Assert.Equal(["\"apple\"", "\"pear\""], events.OfType<TraceEvent.CallBegan>().Select(c => c.What));
        Assert.Equal(2, events.OfType<TraceEvent.CallEnded>().Count());
    }

    [Fact]
    public void Only_what_is_asked_for_costs_anything()
    {
        var cluster = new SimulatedCluster(new SimulatedClusterOptions(), () => new Journal());
        cluster.RunUntilLeader();
        Assert.Empty(cluster.World.Trace.Events);
    }

    [Fact]
    public void A_filter_takes_what_it_names()
    {
        var events = RecordedPlay.Play(3).Events;
        var filter = TraceFilter.Parse("replica=2,kind=Accepted,slot=2");
        var taken = events.Where(filter.Takes).ToList();
        Assert.NotEmpty(taken);
        Assert.All(taken, e =>
        {
            var message = Assert.IsType<Message.Accepted>((e as TraceEvent.MessageSent ?? (e as TraceEvent.MessageDelivered)?.Sent ?? ((TraceEvent.MessageLost)e).Sent).Message);
            Assert.Equal(new Slot(2), message.FirstSlot);
        });
        Assert.True(taken.Count < events.Count(TraceFilter.Parse("kind=Accepted").Takes));
        Assert.All(events.Where(TraceFilter.Parse("from=100,until=200").Takes), e => Assert.InRange(e.At, 100_000_000, 200_000_000));
    }

    [Theory]
    [InlineData("colour=red", "'colour=red' is no filter: replica=ID, kind=NAME, slot=N, from=MS and until=MS are.")]
    [InlineData("slot=x", "'x' in 'slot=x' is no number.")]
    public void What_is_no_filter_is_refused(string text, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<FormatException>(() => TraceFilter.Parse(text)).Message);

    [Fact]
    public void A_story_is_about_the_slot_that_the_failure_names()
    {
        var trace = RecordedPlay.Play(3);
        var story = FailureStory.Of(trace.Events, "Replica 2 has another value at slot 3.");
        Assert.Equal([new Slot(3)], story.Slots);
        Assert.All(story.Events.OfType<TraceEvent.SlotApplied>(), e => Assert.Equal(new Slot(3), e.Slot));
        Assert.DoesNotContain(story.Events, e => e is TraceEvent.MessageSent { Message: Message.Heartbeat });
        Assert.True(story.Events.Count < trace.Events.Count / 2);
    }

    [Fact]
    public void A_story_is_about_the_slots_of_the_command_that_the_failure_names()
    {
        var trace = RecordedPlay.Play(3);
        var story = FailureStory.Of(trace.Events, "pear was acknowledged and is lost.");
        var slot = Assert.Single(story.Slots);
        Assert.Contains(story.Events, e => e is TraceEvent.MessageSent { Message: Message.Accept accept } && accept.Concerns(slot));
        Assert.Contains(story.Events, e => e is TraceEvent.CallBegan { What: "\"pear\"" });
    }

    [Fact]
    public void Without_a_slot_a_story_is_what_happened_last()
    {
        var trace = RecordedPlay.Play(3);
        var story = FailureStory.Of(trace.Events, "Time is up.");
        Assert.Empty(story.Slots);
        Assert.True(story.Events.Count(e => e is TraceEvent.MessageSent or TraceEvent.MessageLost) <= FailureStory.MaxMessages);
        Assert.Contains("what happened last", story.LeftOut, StringComparison.Ordinal);
    }
}
