using System.Buffers;
using PaxosGen;
namespace Corpus.B287;

[ReplicatedStateMachine]
public partial class Rented
{
    private int _sum;

    [Command(1)]
    public int Sum(byte[] data)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64); // EXPECT: raw-memory
        data.CopyTo(buffer, 0);
        foreach (var b in buffer) _sum += b;
        ArrayPool<byte>.Shared.Return(buffer);
        return _sum + buffer.Length;
    }
}
