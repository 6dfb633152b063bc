using System;
using System.Numerics;
using PaxosGen;
namespace Corpus.B258;

[ReplicatedStateMachine]
public partial class Physics
{
    private double _v;
    private float _w;

    [Command(1)]
    public double Step(double dt)
    {
        _v = Math.ReciprocalSqrtEstimate(dt); // EXPECT: floating-point
        _w = MathF.ReciprocalEstimate((float)dt); // EXPECT: floating-point
        return double.MultiplyAddEstimate(_v, dt, _w); // EXPECT: floating-point
    }
}
