using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using PaxosGen;
namespace Corpus.G275;

[ReplicatedStateMachine]
public partial class Snapshots
{
    private int[] _values = [];
    private ImmutableList<string> _names = [];
    private readonly List<List<int>> _rows = new();

    [Command(1)]
    public int Set(int[] values, List<string> names, List<int> row)
    {
        _values = values.ToArray();
        _names = names.ToImmutableList();
        _rows.Add([.. row]);
        return _values.Length;
    }

    [Query(2)]
    public int[] Values() => (int[])_values.Clone();

    [Query(3)]
    public List<int>[] Rows() => _rows.Select(r => r.ToList()).ToArray();
}
