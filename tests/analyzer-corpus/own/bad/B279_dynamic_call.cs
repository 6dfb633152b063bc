using PaxosGen;
namespace Corpus.B279;

[ReplicatedStateMachine]
public partial class Scripted
{
    private int _n;

    [Command(1)]
    public int Run(string text)
    {
        dynamic value = text;
        _n = value.Length; // EXPECT: unknown-call|reflection
        return _n + (int)value.IndexOf('x'); // EXPECT: unknown-call|reflection
    }
}
