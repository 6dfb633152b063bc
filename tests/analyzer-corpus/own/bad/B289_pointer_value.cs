using System.Runtime.CompilerServices;
using PaxosGen;
namespace Corpus.B289;

[ReplicatedStateMachine]
public partial class Addresses
{
    private long _address;

    [Command(1)]
    public unsafe long Where(int[] xs)
    {
        fixed (int* p = xs) _address = (long)p; // EXPECT: raw-memory|identity
        return _address;
    }
}
