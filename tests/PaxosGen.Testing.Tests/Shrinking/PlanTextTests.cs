using PaxosGen.Testing.Shrinking;
using PaxosGen.Testing.Storms;

namespace PaxosGen.Testing.Tests.Shrinking;

public sealed class PlanTextTests
{
    [Fact]
    public void The_plan_of_a_seed_needs_no_words()
    {
        Assert.Equal("", PlanText.Of(StormPlan.FromSeed(5)));
        Assert.Equal("./dev sim 5", PlanText.Replay(StormPlan.FromSeed(5)));
    }

    [Fact]
    public void A_changed_plan_comes_back_from_its_words()
    {
        var changed = StormPlan.FromSeed(5) with
        {
            Clients = 9,
            CallersEach = 8,
            CallsEach = 7,
            MaxFaults = 3,
            Length = 600_000_000,
            Replicas = 9,
            Disabled = [FaultKind.Rot, FaultKind.Loss],
        };
        var words = PlanText.Of(changed);
        Assert.Equal("replicas=9,clients=9,callers=8,calls=7,ms=600,maxFaults=3,off=Loss+Rot", words);
        Assert.Equal(words, PlanText.Of(PlanText.Apply(StormPlan.FromSeed(5), words)));
        Assert.Equal($"./dev sim 5 --plan \"{words}\"", PlanText.Replay(changed));
    }

    [Fact]
    public void There_are_words_for_all_that_a_plan_decides()
    {
        // The seed stands before the words; rates are taken away with off=, never changed; what cannot be set follows from the rest.
        string[] without = [nameof(StormPlan.Seed), nameof(StormPlan.Rates)];
        var settable = typeof(StormPlan).GetProperties().Where(p => p.SetMethod is not null).Select(p => p.Name).Except(without);
        Assert.Equal(settable.Order(StringComparer.Ordinal), PlanText.Properties.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("color=3", "'color=3' is no part of a plan")]
    [InlineData("calls", "'calls' is no part of a plan")]
    [InlineData("calls=many", "'many' in 'calls=many' is no number")]
    [InlineData("off=Rain", "'Rain' is no kind of fault")]
    [InlineData("off=3", "'3' is no kind of fault")]
    public void What_makes_no_sense_is_refused(string words, string sentence) =>
        Assert.StartsWith(sentence, Assert.Throws<FormatException>(() => PlanText.Apply(new StormPlan(), words)).Message, StringComparison.Ordinal);
}
