using System;
using System.Threading.Tasks;
using PaxosGen;
namespace Corpus.B341;

[ReplicatedStateMachine]
public partial class Fetch
{
    private int _n;

    [Command(1)]
    public int Get(int n)
    {
        return _n = Load(n).GetAwaiter().GetResult();

        static async Task<int> Load(int n)
        {
            await Task.Yield(); // EXPECT: threading|async
            return n + 1;
        }
    }
}
