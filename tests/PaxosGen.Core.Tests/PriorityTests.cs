using PaxosGen.Core;
using static PaxosGen.Core.Tests.Play;

namespace PaxosGen.Core.Tests;

public sealed class PriorityTests
{
    [Theory]
    [InlineData(0, 1000, 2000)]
    [InlineData(1, 1000, 1500)]
    [InlineData(9, 1000, 1100)]
    [InlineData(int.MaxValue, 1000, 1001)]
    [InlineData(-1, 1500, 2500)]
    [InlineData(-4, 3000, 4000)]
    [InlineData(int.MinValue, 3000, 4000)]
    public void A_priority_shortens_or_lengthens_how_long_a_leader_is_waited_for(int priority, long atLeast, long below)
    {
        for (var seed = 1; seed <= 30; seed++)
        {
            var play = Waiting(priority, seed);
            Assert.DoesNotContain("Probe", play.Tick(atLeast - 1), StringComparison.Ordinal);
            Assert.Contains("Probe", play.Tick(below - atLeast + 1), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_highest_priority_tries_at_once_the_lowest_id_of_several()
    {
        Assert.Contains("Probe", new Play(self: 2, state: With(2, 0, 3, 3)).Tick(), StringComparison.Ordinal);
        Assert.Equal("", new Play(self: 3, state: With(3, 0, 3, 3)).Tick());
        Assert.Equal("", new Play(self: 1, state: With(1, 0, 3, 3)).Tick());
    }

    /// <summary>Replica 3, which has just heard from a leader for the last time.</summary>
    private static Play Waiting(int priority, int seed)
    {
        var play = new Play(self: 3, state: With(3, 0, 0, priority), options: o => o with { Seed = (ulong)seed });
        play.Receive(1, new Message.Heartbeat(Play.Ballot(1, 1), 1, Slot.None, HasQuorum: true, Slot.None));
        return play;
    }

    private static RecoveredState With(int self, params int[] priorities) => RecoveredState.Empty(
        Store(self), Configuration.Initial(new Membership([.. MembershipOf(3).Members.Select((m, i) => m with { Priority = priorities[i] })])));
}
