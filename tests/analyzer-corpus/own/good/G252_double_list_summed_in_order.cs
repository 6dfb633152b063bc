using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G252;

[ReplicatedStateMachine]
public partial class Samples
{
    private readonly List<double> _samples = new();
    private readonly SortedDictionary<int, double> _weights = new();

    [Command(1)]
    public double Add(double x, int bucket)
    {
        _samples.Add(x);
        _weights[bucket] = x;
        return _samples.Sum() / _samples.Count + _samples.Average() + _weights.Values.Sum();
    }
}
