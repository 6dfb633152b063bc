using System.Runtime.CompilerServices;
using PaxosGen;
namespace Corpus.B286;

[ReplicatedStateMachine]
public partial class Attached
{
    private static readonly ConditionalWeakTable<string, object> Seen = new(); // EXPECT: gc|static-state #a
    private int _fresh;

    [Command(1)]
    public int See(string name)
    {
        if (!Seen.TryGetValue(name, out _)) // EXPECT: gc|static-state #a
        {
            Seen.Add(name, new object()); // EXPECT: gc|static-state #a
            _fresh++;
        }
        return _fresh;
    }
}
