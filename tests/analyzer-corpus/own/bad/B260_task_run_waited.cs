using System.Threading.Tasks;
using PaxosGen;
namespace Corpus.B260;

[ReplicatedStateMachine]
public partial class Work
{
    private int _a, _b;

    [Command(1)]
    public int Both(int n)
    {
        var a = Task.Run(() => _a += n); // EXPECT: threading
        var b = Task.Factory.StartNew(() => _b += _a); // EXPECT: threading
        Task.WaitAll(a, b); // ALLOW: threading
        return _a + _b;
    }
}
