using System.Collections.Immutable;
using PaxosGen.Core;

namespace PaxosGen.Core.Tests;

/// <summary>B2 of <i>The Part-Time Parliament</i> §2.1, and B13 of the model: any two quorums that matter have a member in common.</summary>
public sealed class MeetingQuorumsTests
{
    [Theory]
    [InlineData(3, 1, 2)]
    [InlineData(3, 2, 1)]
    [InlineData(4, 2, 2)]
    [InlineData(5, 3, 2)]
    [InlineData(5, 4, 1)]
    [InlineData(5, 6, 1)]
    [InlineData(5, 0, 5)]
    public void Quorums_that_need_not_meet_are_refused(int voters, int phase1, int phase2) =>
        Assert.Throws<ArgumentException>(() => Of(voters, phase1, phase2));

    [Theory]
    [InlineData(3, 3, 1)]
    [InlineData(4, 3, 2)]
    [InlineData(5, 4, 2)]
    [InlineData(5, 1, 5)]
    public void Quorums_that_meet_are_allowed(int voters, int phase1, int phase2) => Assert.Equal(voters, Of(voters, phase1, phase2).Voters.Length);

    [Fact]
    public void Majorities_meet()
    {
        for (var voters = 1; voters <= 9; voters++)
        {
            var membership = new Membership(Members(voters));
            Assert.True(membership.Phase1Quorum + membership.Phase2Quorum > voters);
        }
    }

    private static Membership Of(int voters, int phase1, int phase2) => new(Members(voters), phase1, phase2, 0);

    private static ImmutableArray<Member> Members(int voters) => [.. Enumerable.Range(1, voters).Select(i => new Member(new ReplicaId(i), $"127.0.0.1:{7000 + i}"))];
}
