using System;
using System.Collections;
using System.Linq;
using PaxosGen;
namespace Corpus.G306;

[ReplicatedStateMachine]
public partial class Grid
{
    private int[] _cells = new int[16];
    private long[] _weights = Enumerable.Repeat(3L, 16).ToArray();

    [Command(1)]
    public int Set(int at, int value)
    {
        if (at < 0) return -1;
        if (at >= _cells.Length) Array.Resize(ref _cells, Math.Min(at + 1, 64));
        _cells[at % _cells.Length] = value;
        var copy = new int[_cells.Length];
        Array.Copy(_cells, copy, copy.Length);
        Array.Sort(copy);
        Array.Reverse(copy);
        Array.Fill(_weights, value);
        Buffer.BlockCopy(copy, 0, copy, 4, 4);
        var bits = new BitArray(8);
        bits[at & 7] = true;
        return Array.IndexOf(copy, value) + Array.FindIndex(_weights, w => w > 2) + Array.BinarySearch(copy, 3) + (bits[0] ? 1 : 0) + sizeof(int);
    }
}
