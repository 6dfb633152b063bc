using PaxosGen;
namespace Corpus.B278;

public interface IScorer { int Score(string text); }

public static class Scorers
{
    public static IScorer? Default { get; set; }
}

[ReplicatedStateMachine]
public partial class Moderation
{
    private int _score;

    [Command(1)]
    public int Post(string text)
    {
        var scorer = Scorers.Default; // EXPECT: static-state
        if (scorer is not null) _score += scorer.Score(text); // EXPECT: unknown-call
        return _score;
    }
}
