using System;
using PaxosGen;
namespace Corpus.G251;

[ReplicatedStateMachine]
public partial class Average
{
    private double _mean;
    private double _m2;
    private long _n;

    [Command(1)]
    public double Add(double x)
    {
        if (double.IsNaN(x) || double.IsInfinity(x)) return _mean;
        var delta = x - _mean;
        _mean += delta / ++_n;
        _m2 += delta * (x - _mean);
        return Math.Sqrt(Math.Abs(_m2)) + Math.Floor(_mean) + Math.Round(x, 2) + Math.Max(x, _mean) + Math.Ceiling(x) + Math.Truncate(x);
    }
}
