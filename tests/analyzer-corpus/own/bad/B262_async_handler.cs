using System.Threading.Tasks;
using PaxosGen;
namespace Corpus.B262;

[ReplicatedStateMachine]
public partial class Slow
{
    private int _n;

    [Command(1)]
    public int Add(int n)
    {
        AddLaterAsync(n).Wait(10);
        return _n;
    }

    private async Task AddLaterAsync(int n)
    {
        await Task.Delay(1); // EXPECT: threading|wall-clock|async
        _n += n;
    }
}
