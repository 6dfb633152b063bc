using PaxosGen.Core;
using PaxosGen.Server.Applying;

namespace PaxosGen.Server.Tests.Applying;

public sealed class RandomHistoryTests
{
    [Fact]
    public void The_applier_answers_as_the_specification_says()
    {
        var seen = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var seed = 0; seed < 40; seed++)
        {
            var history = new RandomHistory(seed);
            var play = new Play(RandomHistory.Settings);
            var model = new ExactlyOnceModel(RandomHistory.Settings);
            for (var step = 0; step < 400; step++)
            {
                var body = history.Next();
                var runs = play.Ledger.Runs;
                var outcome = play.Apply(body);
                var actual = Describe(outcome);
                var expected = body switch
                {
                    EntryBody.OpenSession open => model.Open(open.Id, open.Stamp),

                    // The model cannot run a ledger; what it checks is when the applier ran it and what it answered later.
                    EntryBody.Command command => model.Command(command.Origin, command.Stamp, command.Payload.ToArray(), () => EnvelopeOf(outcome)),
                    _ => "nothing",
                };
                Assert.True(expected == actual, $"Seed {seed}, step {step}, {body}: expected {expected}, got {actual}.");
                Assert.Equal(actual.StartsWith("run", StringComparison.Ordinal) ? runs + 1 : runs, play.Ledger.Runs);
                var kind = actual.Split(' ')[0];
                seen[kind] = seen.GetValueOrDefault(kind) + 1;
            }
        }

        // A history that never gets into a corner tests nothing.
        string[] kinds = ["nothing", "opened", "run", "repeat", .. Enum.GetNames<Refusal>()];
        Assert.All(kinds, kind => Assert.True(seen.GetValueOrDefault(kind) >= 50, $"{kind}: {seen.GetValueOrDefault(kind)}"));
    }

    [Fact]
    public void A_restored_applier_goes_on_exactly_as_the_one_that_was_saved()
    {
        for (var seed = 1000; seed < 1030; seed++)
        {
            var random = new Random(seed);
            var history = new RandomHistory(seed);
            var live = new Play(RandomHistory.Settings);
            var restored = new Play(RandomHistory.Settings);
            for (var step = 0; step < 600; step++)
            {
                if (random.Next(40) == 0)
                {
                    restored.Restart();
                }

                var body = history.Next();
                Assert.Equal(Describe(live.Apply(body)), Describe(restored.Apply(body)));
                Assert.Equal(live.Applier.Hash, restored.Applier.Hash);
                if (step % 10 == 0)
                {
                    Assert.Equal(live.Snapshot, restored.Snapshot);
                }
            }
        }
    }

    private static byte[] EnvelopeOf(AppliedOutcome outcome) => outcome is AppliedOutcome.Answered { IsRepeat: false } a ? a.Envelope.ToArray() : [];

    private static string Describe(AppliedOutcome outcome) => outcome switch
    {
        AppliedOutcome.Answered a => (a.IsRepeat ? "repeat " : "run ") + Convert.ToHexString(a.Envelope.Span),
        AppliedOutcome.Refused r => r.Reason.ToString(),
        AppliedOutcome.SessionOpened => "opened",
        AppliedOutcome.SessionRefused r => r.Reason.ToString(),
        _ => "nothing",
    };
}
