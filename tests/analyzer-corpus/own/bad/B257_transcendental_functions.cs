using System;
using PaxosGen;
namespace Corpus.B257;

[ReplicatedStateMachine]
public partial class Distance
{
    private double _total;

    [Command(1)]
    public double Move(double lat, double lon)
    {
        var a = Math.Sin(lat) * Math.Cos(lon); // EXPECT: floating-point
        _total += Math.Pow(a, 0.3); // EXPECT: floating-point
        return _total + Math.Exp(lat) + MathF.Log((float)lon); // EXPECT: floating-point
    }
}
